"""What we remember of registrations."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, ScalarSelect, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import Base, Keyed
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import AgeBand, Person, Sex
from webinar_hub.programmes.models import Meeting, Series

_MERGED = text("merged_into_id IS NOT NULL")


class Registration(Keyed, Base):
    """A person in a series: one row for ever, taken up again when they come back after cancelling.

    code is what the person puts before their name on the platform, unique in the series. link_version revokes the
    personal link. organisation_name is what was typed, whether the directory knows it or not. sex and age_band are those of
    the day, as reports count them. merged_into_id: the other registration in the same series of somebody who turned out to be
    the same person; this one's link opens that one.
    Which code of conduct the person agreed to by registering stands with it; none for whoever others took in.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("series_id", "person_id"),
        UniqueConstraint("series_id", "code"),
        Index("ix_registration_merged_into_id", "merged_into_id", sqlite_where=_MERGED, postgresql_where=_MERGED),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    sex: Mapped[Sex | None]
    age_band: Mapped[AgeBand | None]
    code: Mapped[str] = mapped_column(String(6))
    link_version: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(2), default="id")
    registered_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    conduct_version: Mapped[int | None]
    conduct_language: Mapped[str | None] = mapped_column(String(2))
    conduct_agreed_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    series: Mapped[Series] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    seats: Mapped[list["Seat"]] = relationship(back_populates="registration", lazy="selectin", order_by="Seat.id")

    @property
    def brought_the_person(self) -> bool:
        """Say whether the person came to the hub with this very registration."""
        return self.registered_at == self.person.added_at

    def history_scope(self) -> ScalarSelect[str]:
        """Return the region of the secretariat that owns the programme."""
        return self.series.history_scope()


class AccessNeed(Keyed, Base):
    """What somebody said they need to be able to take part, and the inclusion officer's answer: one row a registration, read by nobody else.

    What is taken back is deleted, and what is over is deleted as well (registrations.needs.KEPT). Nothing of it comes into lists,
    letters or the history.
    """

    __tablename__ = "access_need"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), unique=True)
    sign_language: Mapped[bool] = mapped_column(default=False)
    captions: Mapped[bool] = mapped_column(default=False)
    dial_in: Mapped[bool] = mapped_column(default=False)
    materials: Mapped[bool] = mapped_column(default=False)
    other: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(1000), default="")
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship(lazy="raise")


class SeatStatus(StrEnum):
    """Where a seat stands; offered counts as taken."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"


TAKEN = (SeatStatus.CONFIRMED, SeatStatus.OFFERED)


class Seat(Base):
    """A registration's place in one meeting; the waiting list is served by queued_at, then id."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("registration_id", "meeting_id"),
        Index("ix_seat_queue", "meeting_id", "status", "queued_at"),
    )

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    status: Mapped[SeatStatus]
    queued_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship(back_populates="seats", lazy="raise")
    meeting: Mapped[Meeting] = relationship(lazy="raise")
