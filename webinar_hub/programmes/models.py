"""What we remember of programmes."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    ScalarSelect,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from webinar_hub.kit import language, tokens, zones
from webinar_hub.kit.db import UNNESTED, Base, Keyed, Shown
from webinar_hub.network.models import Organisation, SafeContact, Secretariat
from webinar_hub.people.models import Person, Portrait
from webinar_hub.programmes.in_person import Venue

KEPT_MONTHS = 24
DAY_BEFORE, HOUR_BEFORE = 24, 1
REMINDERS = (DAY_BEFORE, HOUR_BEFORE)
"""How many hours before a meeting people are reminded where nobody decided otherwise."""

OPENS_BEFORE = timedelta(minutes=30)
"""How long before the start of a meeting its room opens."""


class ProgrammeKind(StrEnum):
    """What a programme offers."""

    WEBINAR = "webinar"
    TRAINING = "training"


class Spoken(StrEnum):
    """In which language a session is held."""

    INDONESIAN = "id"
    ENGLISH = "en"
    BOTH = "both"


class State(StrEnum):
    """Who sees a programme, a series or a session; of the three the strictest counts.

    Each lets through fewer than the one before it. Published: everybody. Unlisted: whoever has the
    address. Members: people of the organisations in the owner's networks. Archived: whoever
    registered. Draft: the desk alone, which sees all of them.
    """

    PUBLISHED = "published"
    UNLISTED = "unlisted"
    MEMBERS = "members"
    ARCHIVED = "archived"
    DRAFT = "draft"


class Programme(SafeContact, Keyed, Base):
    """Something the network offers over time, owned by one secretariat.

    former_names stand one a line, the latest first. kept_months is how long participants are kept
    after the last session they registered for. A safeguarding contact of its own stands in the
    place of the secretariat's.
    """

    __tablename__ = "programme"
    shown = Shown()

    kind: Mapped[ProgrammeKind]
    name: Mapped[str] = mapped_column(String(160), unique=True)
    name_en: Mapped[str] = mapped_column(String(160), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)

    former_names: Mapped[str] = mapped_column(Text, default="")
    kept_months: Mapped[int] = mapped_column(default=KEPT_MONTHS)
    version: Mapped[int] = mapped_column(default=1)

    owner: Mapped[Organisation] = relationship()
    secretariat: Mapped[Secretariat | None] = relationship(
        primaryjoin=lambda: Programme.owner_id == foreign(Secretariat.organisation_id),
        viewonly=True,
        uselist=False,
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def safe_contact(self) -> SafeContact | None:
        """Return whom its participants tell when something happened, None while nobody is named."""
        return next(
            (each for each in (self, self.secretariat) if each is not None and each.reachable), None
        )

    @property
    def formerly(self) -> tuple[str, ...]:
        """Return the names it had before, the latest first."""
        return tuple(self.former_names.split("\n")) if self.former_names else ()

    def history_scope(self) -> ScalarSelect[str]:
        """Return the region of its owner, as the database knows it when an entry is written."""
        region = select(func.coalesce(Secretariat.region_code, "")).where(
            Secretariat.organisation_id == self.owner_id
        )
        return region.scalar_subquery()

    @property
    def own_name(self) -> str:
        """Return the name in the reader's language, as far as there is one."""
        return (self.name_en if language.current() == "en" else "") or self.name


class Series(Venue, Keyed, Base):
    """One run of a programme, rolling or a cohort.

    Rolling: seats meeting by meeting. A cohort: one registration for every meeting.
    threshold_percent is the share of a meeting's minutes that counts as present; required_meetings
    (None: all) of them earn the certificate; jp_minutes is the length of one learning hour.
    reminders: how many hours before each meeting its participants are reminded of it.
    offer_hours: how long whoever waits may think about a free place; None: it is theirs at once.
    ended: it ends with its last meeting. short ends the address that leads to today's meeting.
    stream_link is where everybody can watch: beside the room where stream_beside, else only where
    the room is full. provisions: what its meetings have for all. Its venue is that of later dates.
    """

    __tablename__ = "series"
    shown = Shown()
    __table_args__ = (
        CheckConstraint("threshold_percent BETWEEN 1 AND 100", name="threshold"),
        CheckConstraint("jp_minutes > 0", name="jp_minutes"),
        CheckConstraint(zones.KNOWN, name="zone"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    rolling: Mapped[bool]
    ended: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[str] = mapped_column(String(4), default="WIB")
    capacity: Mapped[int | None]
    waiting_list: Mapped[bool] = mapped_column(default=True)
    offer_hours: Mapped[int | None]
    closes_at: Mapped[datetime | None]
    threshold_percent: Mapped[int] = mapped_column(default=70)
    required_meetings: Mapped[int | None]
    jp_minutes: Mapped[int] = mapped_column(default=45)
    reminders: Mapped[list[int]] = mapped_column(JSON, default=lambda: [*REMINDERS])
    state: Mapped[State] = mapped_column(default=State.PUBLISHED)
    version: Mapped[int] = mapped_column(default=1)
    short: Mapped[str] = mapped_column(String(8), index=True, unique=True, default=tokens.short)
    stream_link: Mapped[str] = mapped_column(String(500), default="")
    stream_beside: Mapped[bool] = mapped_column(default=False)
    provisions: Mapped[dict[str, Any]] = mapped_column(default=dict)

    programme: Mapped[Programme] = relationship(lazy="joined", innerjoin=UNNESTED)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def history_scope(self) -> ScalarSelect[str]:
        """Return the region of the secretariat that owns its programme."""
        return self.programme.history_scope()

    @property
    def title(self) -> str:
        """Return the programme's name in the reader's language, and the series' own."""
        return ", ".join(part for part in (self.programme.own_name, self.name) if part)

    @property
    def home(self) -> zones.Zone:
        """Return the zone in which its hours are planned."""
        return zones.zone(self.zone)

    def closed(self, now: datetime) -> bool:
        """Say whether registration is over."""
        return self.closes_at is not None and now >= self.closes_at


class Meeting(Venue, Keyed, Base):
    """One date of a series.

    uid names it in calendars for ever: no domain, owner or installation stands in it. revision
    grows with each change that calendars must see; version guards a form against another's.
    original_on is the date that its series' rule gave it, wherever it was moved since (RFC 5545,
    RECURRENCE-ID); None for one that was planned by itself.
    short ends its short address. provisions: what it has so that more people can take part, None
    for what its series says. sector: the code of the one that it is about, "" for its owner's.
    """

    __tablename__ = "meeting"
    shown = Shown()
    __table_args__ = (
        UniqueConstraint("series_id", "number"),
        Index("ix_meeting_original", "series_id", "original_on", unique=True),
        Index("ix_meeting_of_series", "series_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity"),
        CheckConstraint(zones.KNOWN, name="zone"),
    )

    uid: Mapped[str] = mapped_column(String(255), unique=True, default=tokens.calendar_uid)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    number: Mapped[int]
    original_on: Mapped[date | None]
    title: Mapped[str] = mapped_column(String(200), default="")
    title_en: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    description_en: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[State] = mapped_column(default=State.PUBLISHED)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    zone: Mapped[str] = mapped_column(String(4))
    capacity: Mapped[int | None]
    join_link: Mapped[str] = mapped_column(String(500), default="")
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")
    revision: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    planned_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    short: Mapped[str] = mapped_column(String(8), index=True, unique=True, default=tokens.short)
    provisions: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sector: Mapped[str] = mapped_column(String(40), index=True, default="")
    spoken: Mapped[Spoken] = mapped_column(index=True, default=Spoken.INDONESIAN)

    series: Mapped[Series] = relationship(lazy="joined", innerjoin=UNNESTED)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def history_scope(self) -> ScalarSelect[str]:
        """Return the region of the secretariat that owns its programme."""
        return self.series.history_scope()

    @property
    def own_title(self) -> str:
        """Return the title in the reader's language, as far as there is one."""
        return (self.title_en if language.current() == "en" else "") or self.title

    @property
    def own_description(self) -> str:
        """Return what it is about in the reader's language, as far as that is written."""
        return (self.description_en if language.current() == "en" else "") or self.description

    @property
    def home(self) -> zones.Zone:
        """Return the meeting's own zone, whose date is the headline."""
        return zones.zone(self.zone)

    @property
    def provided(self) -> dict[str, Any]:
        """Return what it has so that more people can take part, by kind, each with what is said."""
        # A series that is not stored yet says nothing.
        return (self.series.provisions if self.provisions is None else self.provisions) or {}

    @property
    def opens_at(self) -> datetime:
        """Return from when its room is open."""
        return self.starts_at - OPENS_BEFORE

    @property
    def day(self) -> date:
        """Return the date where the meeting is at home."""
        return self.starts_at.astimezone(self.home.info).date()


class Recurrence(Base):
    """What the dates of a series have in common, from its first date until the next one's first.

    rule is one of RFC 5545, with its end where it has one, and empty where the dates were written
    one by one; exdates are those left out, as EXDATE has them. Where a meeting differs from what
    stands here, somebody changed it by itself. weeks_ahead: how far it is planned by itself, None
    for no further than planned_until.
    """

    __tablename__ = "recurrence"
    __table_args__ = (
        UniqueConstraint("series_id", "first_on"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint(zones.KNOWN, name="zone"),
    )

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    first_on: Mapped[date]
    rule: Mapped[str] = mapped_column(String(80))
    exdates: Mapped[str] = mapped_column(Text, default="")
    starts: Mapped[time]
    minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(String(4))
    title: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[int | None]
    join_link: Mapped[str] = mapped_column(String(500), default="")
    weeks_ahead: Mapped[int | None]
    planned_until: Mapped[date]

    series: Mapped[Series] = relationship(lazy="joined", innerjoin=UNNESTED)

    @property
    def home(self) -> zones.Zone:
        """Return the zone of its hours."""
        return zones.zone(self.zone)

    @property
    def skipped(self) -> set[date]:
        """Return the dates that are left out."""
        return {date.fromisoformat(day) for day in self.exdates.split(",") if day}

    @skipped.setter
    def skipped(self, dates: Iterable[date]) -> None:
        self.exdates = ",".join(f"{day:%Y%m%d}" for day in sorted(set(dates)))


class AppearanceRole(StrEnum):
    """What somebody does in a meeting; facilitators and hosts work on its desk."""

    SPEAKER = "speaker"
    DISCUSSANT = "discussant"
    MODERATOR = "moderator"
    FACILITATOR = "facilitator"
    HOST = "host"
    MC = "mc"
    NOTE_TAKER = "note_taker"
    SIGN_INTERPRETER = "sign_interpreter"
    CAPTIONER = "captioner"


LEADING = (AppearanceRole.FACILITATOR, AppearanceRole.HOST)
SPEAKING = (AppearanceRole.SPEAKER, AppearanceRole.DISCUSSANT, AppearanceRole.MODERATOR)
"""The parts of those whom lists and searches name."""


class Appearance(Base):
    """A person's part in a meeting."""

    __tablename__ = "appearance"
    shown = Shown()
    __table_args__ = (UniqueConstraint("meeting_id", "person_id", "role"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[AppearanceRole]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED)
    meeting: Mapped[Meeting] = relationship(lazy="raise")
    portrait: Mapped[Portrait | None] = relationship(
        primaryjoin=lambda: Appearance.person_id == foreign(Portrait.person_id),
        viewonly=True,
        uselist=False,
        lazy="raise",
    )

    @property
    def leads(self) -> bool:
        """Say whether this part opens the meeting's desk."""
        return self.role in LEADING


class HandoverState(StrEnum):
    """What became of an offer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Handover(Keyed, Base):
    """A programme, or one series of it, that its owner offers to another secretariat.

    At most one offer of a programme is open.
    """

    __tablename__ = "handover"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    offered_by: Mapped[str] = mapped_column(String(200))
    offered_at: Mapped[datetime]
    state: Mapped[HandoverState]
    settled_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship(lazy="joined", innerjoin=UNNESTED)
    series: Mapped[Series | None] = relationship(lazy="select")
    giver: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=UNNESTED, foreign_keys=[from_id]
    )
    receiver: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=UNNESTED, foreign_keys=[to_id]
    )
