"""What we remember of letters."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    ScalarSelect,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import Base, Keyed
from webinar_hub.people.models import Person


class LetterState(StrEnum):
    """Where a letter stands.

    New, claimed by a sender until its lease ends, retried, sent, parked, kept or dropped. Gathered:
    it goes together with others in one letter, as there were many to one mailbox. Handing over: the
    mail server is about to have it, or has it, and its sender did not write down yet how that
    ended. Kept: there is no address or no mail server, a person reads it on the desk and hands it
    over. Dropped: overtaken.
    """

    NEW = "new"
    GATHERED = "gathered"
    CLAIMED = "claimed"
    HANDING_OVER = "handing over"
    RETRY = "retry"
    SENT = "sent"
    PARKED = "parked"
    KEPT = "kept"
    DROPPED = "dropped"


class Lane(StrEnum):
    """What does not wait for what: signing in and codes; confirmations and changes; the rest."""

    KEYS = "keys"
    CHANGES = "changes"
    REST = "rest"


class Cause(StrEnum):
    """What a failed delivery says of an address.

    Nobody there, no such host, closed, full, or it may pass. Policy and letter say something of
    what was sent, not of the address; unknown says nothing.
    """

    NO_SUCH = "no such address"
    NO_HOST = "no such host"
    CLOSED = "closed"
    FULL = "full"
    LATER = "later"
    POLICY = "policy"
    LETTER = "letter"
    UNKNOWN = "unknown"


class Pace(Base):
    """When the next letter may go, one row for all senders of all processes."""

    __tablename__ = "pace"

    next_at: Mapped[datetime]


class Unwanted(Base):
    """A kind of letter that a person wants no more of, as they pressed in one; never a service one.

    A sign-in link and a confirmation go all the same.
    """

    __tablename__ = "unwanted"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(60))
    since: Mapped[datetime]


class Failing(Keyed, Base):
    """An e-mail address to which letters fail.

    cause and answer are what the last report or answer said. first_at: since when. marked_at: when
    it counted as failing, None while it may pass. tried_at: the last time that a letter went there.
    by_server: our own mail server said so, whose taking a letter is a success then. letter_id: the
    letter that failed last.
    """

    __tablename__ = "failing"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    cause: Mapped[Cause]
    answer: Mapped[str] = mapped_column(Text, default="")
    first_at: Mapped[datetime]
    marked_at: Mapped[datetime | None] = mapped_column(index=True)
    tried_at: Mapped[datetime]
    by_server: Mapped[bool]
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), index=True)

    letter: Mapped["Letter"] = relationship(lazy="raise")


class ReportsRead(Base):
    """How far the mailbox of delivery reports was read, one row.

    validity and uid are the server's count (RFC 3501, section 2.3.1.1). reached_at: when it was
    last reached; problem: what was wrong since.
    """

    __tablename__ = "reports_read"

    validity: Mapped[int] = mapped_column(BigInteger, default=0)
    uid: Mapped[int] = mapped_column(BigInteger, default=0)
    reached_at: Mapped[datetime]
    problem: Mapped[str] = mapped_column(Text, default="")


class Letter(Keyed, Base):
    """One letter to one person: its kind and facts; text and links are made when it is sent.

    address is where it goes instead of the person's own e-mail address or telephone number.
    emptied: its facts were deleted. act is what one act has in common with all the letters that it
    wrote (kit.db.acts). mailbox: where a letter goes that an anonymous form caused, as those are
    counted. within_id: the letter that it goes in.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "person_id", "due"),
        Index("ix_letter_outbox", "state", "lane", "next_at"),
        Index("ix_letter_mailbox", "mailbox", "written_at"),
    )

    kind: Mapped[str] = mapped_column(String(60))
    lane: Mapped[Lane] = mapped_column(default=Lane.REST)
    subject: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    act: Mapped[str] = mapped_column(String(16), default="", index=True)
    due: Mapped[datetime]
    address: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    facts: Mapped[dict[str, Any]]
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[LetterState] = mapped_column(default=LetterState.NEW)
    next_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str] = mapped_column(String(60), default="")
    lease_until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    emptied: Mapped[bool] = mapped_column(default=False)
    mailbox: Mapped[str | None] = mapped_column(String(254))
    within_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)

    person: Mapped[Person] = relationship(lazy="raise")
    gathered: Mapped[list["Letter"]] = relationship(lazy="raise", order_by="Letter.id")

    def history_scope(self) -> ScalarSelect[str]:
        """Return the receiver's region."""
        return (
            select(func.coalesce(Person.region_code, ""))
            .where(Person.id == self.person_id)
            .scalar_subquery()
        )

    @property
    def email(self) -> str | None:
        """Return the e-mail address it goes to, None where there is none."""
        return (
            self.person.email
            if self.address is None
            else self.address
            if "@" in self.address
            else None
        )

    @property
    def phone(self) -> str | None:
        """Return the telephone number by which it can be handed over, None where there is none."""
        return (
            self.person.phone
            if self.address is None
            else None
            if "@" in self.address
            else self.address
        )
