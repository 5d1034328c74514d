"""What we remember of counts: those that must not move any more."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webinar_hub.kit.db import Base


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
