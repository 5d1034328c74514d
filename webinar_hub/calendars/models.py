"""What we remember of calendars: members' own with their dates, and private subscriptions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import UNNESTED, Base, Keyed, Shown
from webinar_hub.network.models import Organisation


class IncomingCalendar(Keyed, Base):
    """A calendar of an organisation, and how it stands with fetching it.

    next_at is when it is fetched next at the earliest; while paused_at is set it is not, and its
    dates are shown nowhere. fetched_at is when its dates last were as they stand here, read_at when
    they were read last: a server may say that nothing changed. problem is why the latest fetching
    led to nothing, as a refusal's code, since failing_since and so many times; "" while all is
    well. etag and last_modified are what its server said.
    """

    __tablename__ = "incoming_calendar"
    shown = Shown(("organisation_id", "paused_at"), alone=False)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(500), unique=True)
    added_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(index=True)
    fetched_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    etag: Mapped[str] = mapped_column(String(200), default="")
    last_modified: Mapped[str] = mapped_column(String(100), default="")
    problem: Mapped[str] = mapped_column(String(60), default="")
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=UNNESTED)

    def history_scope(self) -> str:
        """Return the region of its organisation."""
        return self.organisation.history_scope()


class IncomingEntry(Base):
    """A date in a calendar of an organisation: what everybody may know of it, as plain text."""

    __tablename__ = "incoming_entry"
    shown = Shown()
    __table_args__ = (Index("ix_incoming_entry_ends_at", "ends_at"),)

    calendar_id: Mapped[int] = mapped_column(
        ForeignKey("incoming_calendar.id", ondelete="CASCADE"), index=True
    )
    uid: Mapped[str] = mapped_column(String(255))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    whole_day: Mapped[bool]
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(500), default="")


class FeedKind(StrEnum):
    """Which sessions a private subscription has.

    Own: in which its owner has a place. Leading: in which they have a part. Organisation: in which
    people of an organisation have places that its owner stands for.
    """

    OWN = "own"
    LEADING = "leading"
    ORGANISATION = "organisation"


class Feed(Keyed, Base):
    """A private subscription of somebody, named by them.

    The row holds the digest of what stands in the address, which is shown once. One made on a
    personal page opens as long as the link of that page does: registration_key and link_version say
    which. client is the kind of calendar that asked last.
    """

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint("(kind = 'organisation') = (organisation_id IS NOT NULL)", name="subject"),
    )

    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[FeedKind]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    registration_key: Mapped[str] = mapped_column(String(16), default="")
    link_version: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    client: Mapped[str] = mapped_column(String(40), default="")
