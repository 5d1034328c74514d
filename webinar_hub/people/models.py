"""What we remember of people."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import Base, Keyed
from webinar_hub.network.models import Region
from webinar_hub.people.names import PersonName


class Person(Keyed, Base):
    """A human being. The same address with the same normalised name is the same person; a name alone never is."""

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

    def history_scope(self) -> str:
        """Return the person's region: its secretariat reads what is done with them."""
        return self.region_code or ""

    @property
    def full_name(self) -> str:
        """Return the name with its titles, as the holder wants it printed."""
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
