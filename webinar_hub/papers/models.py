"""What we remember of what is written of sessions."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import Base, Keyed, Shown
from webinar_hub.materials.models import Visibility
from webinar_hub.programmes.models import Meeting


class Terms(Base):
    """The terms of reference of a session, as far as the session does not say them itself.

    aims, questions and output stand one a line. agenda holds [begins, ends, what] for each point:
    minutes after the session begins, so that it goes along where the session is moved; ends is None
    where nobody said. language is the one in which it is written. version guards a form against
    another's.
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
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Notulen(Base):
    """What was said and decided in a session; decided stands one a line.

    language is the one in which it is written; visibility says who reads it. version guards a form
    against another's.
    """

    __tablename__ = "notulen"
    shown = Shown()

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    said: Mapped[str] = mapped_column(Text)
    decided: Mapped[str] = mapped_column(Text)
    visibility: Mapped[Visibility]
    written_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class FollowUp(Keyed, Base):
    """What somebody does after a session: who, as it was said there, and by when.

    It comes back in the notulen of the later sessions of its series until done_at.
    """

    __tablename__ = "follow_up"
    shown = Shown()

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    who: Mapped[str] = mapped_column(String(160))
    due: Mapped[date | None]
    done_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(lazy="raise")
