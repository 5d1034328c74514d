"""What we remember of certificates."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    ScalarSelect,
    SQLColumnExpression,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from webinar_hub.kit.db import UNNESTED, Base, Keyed
from webinar_hub.kit.text import number_key
from webinar_hub.network.models import Secretariat
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Series


class CertificateKind(StrEnum):
    """What a certificate says of its holder.

    A statement says that they were present, an assignment that they are sent: letters both.
    """

    COMPLETION = "completion"
    PARTICIPATION = "participation"
    STATEMENT = "statement"
    ASSIGNMENT = "assignment"


EARNED = frozenset({CertificateKind.COMPLETION, CertificateKind.PARTICIPATION})
"""What figures and lists of certificates count: the others are letters."""

ALL_KINDS = "all"
"""Stands for the kind on a line of numbers that kinds share."""


class CertificateState(StrEnum):
    """What the check page says of a certificate."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"


class NumberLine(Base):
    """The last number that an issuer gave in a year; the row is locked while one is taken.

    kind is ALL_KINDS where the issuer's pattern does not name it: such kinds share the line.
    """

    __tablename__ = "number_line"
    __table_args__ = (UniqueConstraint("issuer_id", "kind", "year"),)

    issuer_id: Mapped[int] = mapped_column(ForeignKey("secretariat.id"))
    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    last: Mapped[int]


_SUBJECTS = ("meeting_id", "series_id", "programme_id", "period_begins")
_STANDS = text("revoked_at IS NULL")
_ONE_SUBJECT = " + ".join(f"CASE WHEN {each} IS NULL THEN 0 ELSE 1 END" for each in _SUBJECTS)


class Certificate(Keyed, Base):
    """A numbered document about a session, a series, a programme or a period.

    facts holds what was printed, as printed; code is what the check page takes (80 random bits);
    number_key is the number as it is searched for. A period is of what the issuer offered, its
    first and last day included. Whoever's was revoked gets no other of the same before lifted_at,
    when somebody said why they may.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("line_id", "sequence"),
        CheckConstraint(f"{_ONE_SUBJECT} = 1", name="one_subject"),
        CheckConstraint(
            "(period_begins IS NULL) = (period_ends IS NULL) AND period_begins <= period_ends",
            name="period",
        ),
        Index(
            "uq_certificate_live",
            "person_id",
            "series_id",
            "kind",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index(
            "uq_certificate_live_session",
            "person_id",
            "meeting_id",
            "kind",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_certificate_of_session", "meeting_id", "person_id"),
    )

    code: Mapped[str] = mapped_column(String(20), unique=True)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    number_key: Mapped[str] = mapped_column(String(160), index=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("secretariat.id"), index=True)
    kind: Mapped[CertificateKind]
    line_id: Mapped[int] = mapped_column(ForeignKey("number_line.id"))
    sequence: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    period_begins: Mapped[date | None]
    period_ends: Mapped[date | None]
    facts: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64), default="")
    revoked_at: Mapped[datetime | None]
    revoked_why: Mapped[str] = mapped_column(Text, default="")
    lifted_at: Mapped[datetime | None]
    lifted_why: Mapped[str] = mapped_column(Text, default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), index=True)

    issuer: Mapped[Secretariat] = relationship(lazy="joined", innerjoin=UNNESTED)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED)
    series: Mapped[Series | None] = relationship(lazy="joined")
    meeting: Mapped[Meeting | None] = relationship(lazy="joined")

    def history_scope(self) -> str | ScalarSelect[str]:
        """Return the region of the secretariat that owns the series, else of the issuer."""
        return (self.series or self.meeting or self.issuer).history_scope()

    @hybrid_property
    def within_id(self) -> int | None:
        """Return the id of the series that it is about, itself or by a session of it."""
        return self.meeting.series_id if self.meeting else self.series_id

    @within_id.inplace.expression
    @classmethod
    def _within_id(cls) -> SQLColumnExpression[int | None]:
        of_session = select(Meeting.series_id).where(Meeting.id == cls.meeting_id)
        return func.coalesce(cls.series_id, of_session.scalar_subquery())

    @validates("number")
    def _searched_as(self, _name: str, value: str) -> str:
        self.number_key = number_key(value)
        return value

    @property
    def bars_another(self) -> bool:
        """Say whether it was revoked and nobody said since why its holder may get another."""
        return self.revoked_at is not None and self.lifted_at is None

    @property
    def state(self) -> CertificateState:
        """Return whether the certificate stands, was revoked, or was replaced by another."""
        if self.revoked_at is None:
            return CertificateState.VALID
        return (
            CertificateState.REVOKED if self.replaced_by_id is None else CertificateState.REPLACED
        )


class CertificatesDue(Base):
    """How many have earned a certificate of a session and hold none, once attendance was counted.

    Kept by `certificates.sessions.due`, with what it counts.
    """

    __tablename__ = "certificates_due"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id", ondelete="CASCADE"), unique=True
    )
    number: Mapped[int]
