"""What we remember of counts: those that must not move any more."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webinar_hub.kit.db import Base, Shown


class DisabilityCount(Base):
    """How many in a meeting had a disability, had none and had not answered, when it was over.

    Of all who had a place. Written once and never again, or each later act would tell of somebody
    by the difference it makes.
    """

    __tablename__ = "disability_count"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    disabled: Mapped[int]
    not_disabled: Mapped[int]
    unanswered: Mapped[int]
    counted_at: Mapped[datetime]


class Reach(Base):
    """How far the network's sessions reached, counted once a day: one row.

    sessions: those that are over and stand in public lists. people: who was there, each once;
    organisations and provinces: theirs.
    """

    __tablename__ = "reach"
    shown = Shown()
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    sessions: Mapped[int]
    people: Mapped[int]
    organisations: Mapped[int]
    provinces: Mapped[int]
