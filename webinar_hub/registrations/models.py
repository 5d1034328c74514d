"""What we remember of registrations."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    ScalarSelect,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import UNNESTED, Base, Keyed, Shown
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import AgeBand, Person, Sex
from webinar_hub.programmes.models import Meeting, Series

_MERGED = text("merged_into_id IS NOT NULL")
_OWN = text("sent_form_id IS NULL")
_OFFERED = text("status = 'offered'")


class RegistrationState(StrEnum):
    """How it stands with a registration.

    Today a registration is standing or left, and whoever takes in every date pauses there, in
    EveryDate. The others are for trainings that select: no page leads there yet.
    """

    STANDING = "standing"
    PAUSED = "paused"
    APPLIED = "applied"
    SELECTED = "selected"
    REFUSED = "refused"
    LEFT = "left"


class Registration(Keyed, Base):
    """A person in a series: one row for ever, taken up again when they come back after leaving.

    code is what the person puts before their name on the platform, unique in the series.
    link_version revokes the personal link. organisation_name is what was typed, whether the
    directory knows it or not. sex and age_band are those of the day, as reports count them.
    merged_into_id: the other registration in the same series of somebody who turned out to be the
    same person; this one's link opens that one. Which code of conduct the person agreed to by
    registering stands with it; none for whoever others took in.

    Its subject is a person or an organisation. No page registers an organisation yet, so every row
    has a person.
    """

    __tablename__ = "registration"
    __table_args__ = (
        CheckConstraint(
            "state IN ({})".format(", ".join(f"'{state}'" for state in RegistrationState)),
            name="state",
        ),
        CheckConstraint(
            "(person_id IS NULL) != (subject_organisation_id IS NULL)", name="one_subject"
        ),
        UniqueConstraint("series_id", "person_id"),
        UniqueConstraint("series_id", "code"),
        Index(
            "ix_registration_of_region",
            "series_id",
            "region_code",
            postgresql_ops={"region_code": "varchar_pattern_ops"},
        ),
        Index(
            "ix_registration_merged_into_id",
            "merged_into_id",
            sqlite_where=_MERGED,
            postgresql_where=_MERGED,
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, nullable=True)
    subject_organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
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
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.STANDING)
    conduct_version: Mapped[int | None]
    conduct_language: Mapped[str | None] = mapped_column(String(2))
    conduct_agreed_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED)
    series: Mapped[Series] = relationship(lazy="joined", innerjoin=UNNESTED)
    organisation: Mapped[Organisation | None] = relationship(
        lazy="raise", foreign_keys=[organisation_id]
    )
    seats: Mapped[list["Seat"]] = relationship(back_populates="registration", order_by="Seat.id")

    @hybrid_property
    def stands(self) -> bool:
        """Say whether the person is in."""
        return self.state == RegistrationState.STANDING

    @property
    def brought_the_person(self) -> bool:
        """Say whether the person came to the hub with this very registration."""
        return self.registered_at == self.person.added_at

    def history_scope(self) -> ScalarSelect[str]:
        """Return the region of the secretariat that owns the programme."""
        return self.series.history_scope()


class Proof(StrEnum):
    """What the seats of an unproved form have, where others from the same source came before.

    Held seats are confirmed ones that count for a while; who is passed over waits, and is not
    served.
    """

    HELD = "held"
    PASSED_OVER = "passed over"


class SentForm(Keyed, Base):
    """A registration form as somebody sent it, apart from the person until they confirm it.

    name, email and phone are as they were typed, for the form's own page shows nothing else.
    brought_person: nobody was known by this name at this address. made_registration: the
    registration that it stands with was not there before. code is what its page tells people to put
    before their name on the platform: the registration's own where the form made that.
    link_version revokes the link of the form's own page.

    Proof stands here alone. proved_at: the owner said that it was them. dropped_at: they said no.
    forgotten_at: since then what was ticked and answered is gone, as they said no, or nothing for
    thirty days. proof: what its seats have until then, None where they count like any other.
    source: from where it came, as a digest under a key of that day, while unproved seats are
    counted by it. letter_id: the letter after which held seats are kept for a while.
    """

    __tablename__ = "sent_form"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    sex: Mapped[Sex | None]
    age_band: Mapped[AgeBand | None]
    language: Mapped[str] = mapped_column(String(2))
    conduct_version: Mapped[int | None]
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    brought_person: Mapped[bool]
    made_registration: Mapped[bool]
    code: Mapped[str] = mapped_column(String(6))
    link_version: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime] = mapped_column(index=True)
    proved_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]
    source: Mapped[str | None] = mapped_column(String(26), index=True)
    proof: Mapped[Proof | None] = mapped_column(index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)

    registration: Mapped[Registration] = relationship(lazy="joined", innerjoin=UNNESTED)
    dates: Mapped[list["FormDate"]] = relationship(order_by="FormDate.id")

    @property
    def open(self) -> bool:
        """Say whether its owner has neither confirmed it nor said no."""
        return self.proved_at is None and self.dropped_at is None

    @property
    def incomplete(self) -> bool:
        """Say whether organisation and region may still be added.

        Whoever names an organisation is asked where they are as well: without a region, abroad.
        """
        return self.open and not self.organisation_name

    def history_scope(self) -> ScalarSelect[str]:
        """Return the region of the secretariat that owns the programme."""
        return self.registration.history_scope()


class AccessNeed(Keyed, Base):
    """What somebody needs to be able to take part, and the inclusion officer's answer.

    One row a registration, and one a form that its owner has not confirmed yet (sent_form_id).
    What is taken back is deleted, and what is over is deleted as well (registrations.needs.KEPT).
    Nothing of it comes into lists, letters or the history.
    """

    __tablename__ = "access_need"
    __table_args__ = (
        Index(
            "ix_access_need_registration_id",
            "registration_id",
            unique=True,
            sqlite_where=_OWN,
            postgresql_where=_OWN,
        ),
    )

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    sent_form_id: Mapped[int | None] = mapped_column(ForeignKey("sent_form.id"), unique=True)
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
WAITING = (SeatStatus.WAITLISTED, SeatStatus.OFFERED)


class Seat(Base):
    """A registration's place in one meeting; the waiting list is served by queued_at, then id.

    sent_form_id is the form that asked for it, None where somebody at the desk gave it, or the
    person takes in every date. The seat is unproved while that form is. told_at: when its person
    was last written to about this date, None where that was when they asked for it; what was said
    then needs no reminder. paused: it was given back with a pause or by stopping, not skipped, and
    is taken again by whoever takes in every date once more. offered_until: how long an offered one
    waits for an answer. at_venue: they come to where the meeting is in person, where they might
    take part online; only for as long as the seat is live.
    """

    __tablename__ = "seat"
    shown = Shown(("meeting_id", "status", "at_venue"), by="meeting_id")
    __table_args__ = (
        UniqueConstraint("registration_id", "meeting_id"),
        Index("ix_seat_queue", "meeting_id", "status", "queued_at"),
        Index(
            "ix_seat_offered_until",
            "offered_until",
            sqlite_where=_OFFERED,
            postgresql_where=_OFFERED,
        ),
    )

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    status: Mapped[SeatStatus]
    queued_at: Mapped[datetime]
    sent_form_id: Mapped[int | None] = mapped_column(ForeignKey("sent_form.id"), index=True)
    told_at: Mapped[datetime | None]
    paused: Mapped[bool] = mapped_column(default=False, server_default=false())
    offered_until: Mapped[datetime | None]
    at_venue: Mapped[bool] = mapped_column(default=False, server_default=false())

    registration: Mapped[Registration] = relationship(back_populates="seats", lazy="raise")
    meeting: Mapped[Meeting] = relationship(lazy="raise")


class FormDate(Base):
    """A meeting that a form asked for, and what somebody new got there at that moment.

    given is cancelled once the date was given back from the form's page; at_venue: there, and not
    online. What the person had there before stands nowhere in it. pressed_at: the first press on
    "Gabung" with this form; it counts for the person once the form is confirmed.
    """

    __tablename__ = "form_date"
    __table_args__ = (UniqueConstraint("sent_form_id", "meeting_id"),)

    sent_form_id: Mapped[int] = mapped_column(ForeignKey("sent_form.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    given: Mapped[SeatStatus]
    pressed_at: Mapped[datetime | None]
    at_venue: Mapped[bool] = mapped_column(default=False, server_default=false())

    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=UNNESTED)


class EveryDate(Base):
    """That a registration takes in every date of its rolling series, those planned later, too.

    One row a registration, and one a form that its owner has not confirmed yet (sent_form_id): that
    takes in only dates without a limit. since: dates that begin after it are taken in, those before
    it are not counted as missed. asked_at: since when the question whether they still come has no
    answer. A paused one holds no seat in dates to come but what was asked for after the pause; who
    stops has no row any more.
    """

    __tablename__ = "every_date"
    __table_args__ = (
        Index(
            "ix_every_date_own",
            "registration_id",
            unique=True,
            sqlite_where=_OWN,
            postgresql_where=_OWN,
        ),
    )

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    sent_form_id: Mapped[int | None] = mapped_column(ForeignKey("sent_form.id"), unique=True)
    since: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship(lazy="raise")


class Channel(Keyed, Base):
    """A group or mailing through which registrations for a series come, by the word in its links.

    forms is how many came so. Which ones they were stands nowhere.
    """

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("series_id", "word"),)

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    word: Mapped[str] = mapped_column(String(30))
    forms: Mapped[int] = mapped_column(default=0)
