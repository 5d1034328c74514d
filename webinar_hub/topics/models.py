"""What we remember of proposed topics."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, ScalarSelect, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import UNNESTED, Base, Keyed
from webinar_hub.network.models import Sector
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Programme


class TopicState(StrEnum):
    """What became of a proposal, in the order in which the desk lists them."""

    WAITING = "waiting"
    AGREED = "agreed"
    SCHEDULED = "scheduled"
    DECLINED = "declined"


class Topic(Keyed, Base):
    """A topic that somebody proposed for a programme.

    email and phone are as typed: what else is known of the person is not said here. speaker is who
    could speak of it, organisation where the proposer works. answer is what the secretariat wrote
    to them last. answered_at is when something last became of it: from then on it is kept for a
    year.
    """

    __tablename__ = "topic"
    __table_args__ = (
        CheckConstraint("(state = 'scheduled') = (meeting_id IS NOT NULL)", name="scheduled"),
        Index("ix_topic_waiting", "state", "programme_id"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    organisation: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    speaker: Mapped[str] = mapped_column(String(300))
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sector.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    proposed_at: Mapped[datetime]
    state: Mapped[TopicState] = mapped_column(default=TopicState.WAITING)
    answer: Mapped[str] = mapped_column(String(500), default="")
    answered_at: Mapped[datetime] = mapped_column(index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), unique=True)

    programme: Mapped[Programme] = relationship(lazy="joined", innerjoin=UNNESTED)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED)
    sector: Mapped[Sector | None] = relationship(lazy="joined")
    meeting: Mapped[Meeting | None] = relationship(lazy="select")

    def history_scope(self) -> ScalarSelect[str]:
        """Return the region of the secretariat that owns its programme."""
        return self.programme.history_scope()
