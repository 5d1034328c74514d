"""What we remember of what is written of sessions."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webinar_hub.kit.db import Base, Shown


class Terms(Base):
    """The terms of reference of a session, as far as the session does not say them itself.

    aims, questions and output stand one a line. agenda holds [begins, ends, what] for each point:
    minutes after the session begins, so that it goes along where the session is moved; ends is None
    where nobody said. language is the one in which it is written.
    """

    __tablename__ = "session_terms"
    shown = Shown()

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    background: Mapped[str] = mapped_column(Text)
    aims: Mapped[str] = mapped_column(Text)
    questions: Mapped[str] = mapped_column(Text)
    agenda: Mapped[list[tuple[int, int | None, str]]] = mapped_column(JSON)
    method: Mapped[str] = mapped_column(Text)
    output: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
