"""What we remember of people's answers to the parts that they were given."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webinar_hub.kit.db import Base


class Answer(StrEnum):
    """What somebody says of their part in a meeting."""

    COMES = "comes"
    CANNOT = "cannot"


class Reply(Base):
    """What somebody answered to their part in a meeting, on the page that their own link opens.

    link_version revokes that link; where there is no row it is 1.
    """

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    link_version: Mapped[int] = mapped_column(default=1)
    answer: Mapped[Answer | None]
    answered_at: Mapped[datetime | None]
