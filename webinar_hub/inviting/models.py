"""What we remember of letters that invite."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ScalarSelect, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import UNNESTED, Base, Keyed
from webinar_hub.programmes.models import Meeting

LINE = "invitation"
"""The kind of these letters on a line of numbers."""


class Invitation(Keyed, Base):
    """A numbered letter that invites somebody to a session, to whom the desk wrote it.

    facts holds the rest of what stands on it, as it was printed.
    """

    __tablename__ = "invitation_letter"
    __table_args__ = (UniqueConstraint("line_id", "sequence"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("number_line.id"))
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(80), unique=True)
    addressee: Mapped[str] = mapped_column(String(160))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    facts: Mapped[dict[str, Any]]
    given_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=UNNESTED)

    def history_scope(self) -> ScalarSelect[str]:
        """Return the region of the secretariat that owns the session's programme."""
        return self.meeting.history_scope()
