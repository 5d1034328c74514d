"""What we remember of people."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import Base, Keyed
from webinar_hub.kit.language import _
from webinar_hub.network.models import Region
from webinar_hub.people.names import PersonName


class Person(Keyed, Base):
    """A human being. The same address with the same normalised name is the same person; a name alone never is.

    restricted_at: since then nothing but service letters is written to them. erased_at: nothing of them is left but the row.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("email", "name_key"), UniqueConstraint("phone", "name_key"))

    name: Mapped[str] = mapped_column(String(160))
    title_before: Mapped[str] = mapped_column(String(60), default="")
    title_after: Mapped[str] = mapped_column(String(120), default="")
    name_key: Mapped[str] = mapped_column(String(160), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    language: Mapped[str] = mapped_column(String(2), default="id")
    added_at: Mapped[datetime]
    restricted_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @property
    def full_name(self) -> str:
        """Return the name with its titles, as the holder wants it printed; of an erased person, that it was erased."""
        if self.erased_at is not None:
            return str(_("Name erased"))
        return PersonName(self.title_before, self.name, self.title_after).full


class ConsentKind(StrEnum):
    """What a person can agree to, each apart from the others."""

    NEWS = "news"
    RECORDING = "recording"
    PARTNERS = "partners"


class Consent(Base):
    """One yes, with the wording's version and language, and its withdrawal."""

    __tablename__ = "consent"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ConsentKind]
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    source: Mapped[str] = mapped_column(String(60))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Role(StrEnum):
    """What a grant lets somebody do; a facilitator needs none: leading a meeting is an appearance. A viewer only reads."""

    ADMINISTRATOR = "administrator"
    SECRETARIAT = "secretariat"
    VIEWER = "viewer"


class Grant(Keyed, Base):
    """A role held in a scope until a date; region_code None is the whole network. since None: it was not written down."""

    __tablename__ = "grant"
    __table_args__ = (CheckConstraint("role != 'administrator' OR region_code IS NULL", name="administrator_everywhere"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    region: Mapped[Region | None] = relationship(lazy="raise")


class RequestKind(StrEnum):
    """What a person can ask of a secretariat about their own data."""

    ERASE = "erase"
    CERTIFICATE = "certificate"
    RESTRICT = "restrict"
    OTHER = "other"


class RequestState(StrEnum):
    """How far a request is."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class DataRequest(Keyed, Base):
    """What a person asked about their own data; due_at is when the answer has to be there at the latest."""

    __tablename__ = "data_request"
    __table_args__ = (Index("ix_data_request_waiting", "state", "due_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[RequestKind]
    words: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2), default="id")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[RequestState] = mapped_column(default=RequestState.OPEN)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
