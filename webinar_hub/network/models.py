"""What we remember of the network."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit import zones
from webinar_hub.kit.db import Base, Keyed


class RegionKind(StrEnum):
    """The level of a region."""

    PROVINCE = "province"
    REGENCY = "regency"


class Region(Base):
    """A province, district or city under its official (Kemendagri) code; regencies.csv and provinces.csv fill the table."""

    __tablename__ = "region"
    __table_args__ = (CheckConstraint(zones.KNOWN, name="zone"),)

    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[RegionKind]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    zone: Mapped[str] = mapped_column(String(4))


class OrganisationKind(StrEnum):
    """What an organisation is."""

    NETWORK = "network"
    REGIONAL_NETWORK = "regional_network"
    CSO = "cso"
    NGO = "ngo"
    FAITH = "faith"
    DISABILITY = "disability"
    WOMEN = "women"
    COMMUNITY = "community"
    PROFESSION = "profession"
    UNIVERSITY = "university"
    MEDIA = "media"
    BUSINESS = "business"
    GOVERNMENT = "government"
    TASK_FORCE = "task_force"
    DRR_PLATFORM = "drr_platform"
    CLUSTER = "cluster"
    UN = "un"
    INGO = "ingo"
    DONOR = "donor"
    SECRETARIAT = "secretariat"


class Organisation(Keyed, Base):
    """A network, an organisation of civil society, a government body, a secretariat."""

    __tablename__ = "organisation"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    abbreviation: Mapped[str] = mapped_column(String(40), default="")
    aliases: Mapped[str] = mapped_column(String(500), default="")
    search_key: Mapped[str] = mapped_column(String(800), index=True)
    kind: Mapped[OrganisationKind]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)


class Membership(Base):
    """An organisation's time in a network."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("organisation_id", "network_id", "since"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    network_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]


class Secretariat(Base):
    """What an organisation needs to run the hub for a region: who signs, how certificates are numbered, whom to ask.

    region_code None is the whole network. number_pattern has the tokens {number}, {issuer}, {month} (roman) and {year}.
    """

    __tablename__ = "secretariat"
    __table_args__ = (CheckConstraint(zones.KNOWN, name="zone"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    issuer_code: Mapped[str] = mapped_column(String(20), unique=True)
    number_pattern: Mapped[str] = mapped_column(String(80), default="{number:03}/SERT/{issuer}/{month}/{year}")
    place: Mapped[str] = mapped_column(String(80), default="Jakarta")
    signatory: Mapped[str] = mapped_column(String(120), default="")
    signatory_title: Mapped[str] = mapped_column(String(120), default="")
    zone: Mapped[str] = mapped_column(String(4), default="WIB")

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def home(self) -> zones.Zone:
        """Return the zone whose date stands on its certificates."""
        return zones.zone(self.zone)
