"""What we remember of the network."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit import zones
from webinar_hub.kit.db import UNNESTED, Base, Keyed, Shown
from webinar_hub.network import numbering


class RegionKind(StrEnum):
    """The level of a region."""

    PROVINCE = "province"
    REGENCY = "regency"


class Region(Base):
    """A province, district or city under its official (Kemendagri) code.

    regencies.csv and provinces.csv fill the table.
    """

    __tablename__ = "region"
    shown = Shown()
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
    REGIONAL_GOVERNMENT = "regional_government"
    VILLAGE_GOVERNMENT = "village_government"
    TASK_FORCE = "task_force"
    DRR_PLATFORM = "drr_platform"
    CLUSTER = "cluster"
    UN = "un"
    INGO = "ingo"
    DONOR = "donor"
    SECRETARIAT = "secretariat"


NETWORKS = (
    OrganisationKind.NETWORK,
    OrganisationKind.REGIONAL_NETWORK,
    OrganisationKind.DRR_PLATFORM,
    OrganisationKind.CLUSTER,
)
"""The kinds that others are members of."""


class Organisation(Keyed, Base):
    """A network, an organisation of civil society, a government body, a secretariat.

    aliases stand one a line. search_key holds every name between bars, as searches compare them;
    name_key is what lists go by. A merged organisation stays as a closed row whose merged_into is
    the key of the one that everything went to.
    """

    __tablename__ = "organisation"
    shown = Shown()
    __table_args__ = (Index("ix_organisation_listed", "name_key", "id"),)

    name: Mapped[str] = mapped_column(String(200), unique=True)
    name_key: Mapped[str] = mapped_column(String(200))
    abbreviation: Mapped[str] = mapped_column(String(40), default="")
    aliases: Mapped[str] = mapped_column(Text, default="")
    search_key: Mapped[str] = mapped_column(Text)
    kind: Mapped[OrganisationKind]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    closed_at: Mapped[datetime | None]
    merged_into: Mapped[str | None] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def history_scope(self) -> str:
        """Return its region: the secretariat of that region reads what is done with it."""
        return self.region_code or ""

    @property
    def other_names(self) -> tuple[str, ...]:
        """Return the aliases."""
        return tuple(self.aliases.split("\n")) if self.aliases else ()


class Membership(Keyed, Base):
    """An organisation's time in a network."""

    __tablename__ = "membership"
    shown = Shown()
    __table_args__ = (UniqueConstraint("organisation_id", "network_id", "since"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    network_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=organisation_id)
    network: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=network_id)

    @property
    def spell(self) -> tuple[date, date | None]:
        """Return its first day and its last one, None while it lasts."""
        return self.since, self.until


class ParentKind(StrEnum):
    """What an organisation is to the one above it."""

    BRANCH = "branch"
    NETWORK = "network"


class Parent(Keyed, Base):
    """An organisation above another: of which it is a branch, or whose network it is.

    Either date may be unknown; with until it is over.
    """

    __tablename__ = "parent"
    shown = Shown()
    __table_args__ = (UniqueConstraint("organisation_id", "parent_id"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[ParentKind]
    since: Mapped[date | None]
    until: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=organisation_id)
    parent: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=parent_id)


class Sector(Base):
    """A field of work (klaster), such as health.

    Some are part of another. position orders those of one level.

    code stands in addresses and tables and never changes. A closed one is offered no more and stays
    with whoever has it.
    """

    __tablename__ = "sector"
    shown = Shown()

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_id: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("sector.id"), index=True)
    position: Mapped[int]
    closed_at: Mapped[datetime | None]

    def name(self, language: str) -> str:
        """Return what it is called in a language."""
        return self.name_en if language == "en" else self.name_id

    def history_scope(self) -> str:
        """Return the whole network."""
        return ""


class OrganisationSector(Base):
    """A sector that an organisation works in."""

    __tablename__ = "organisation_sector"
    shown = Shown()
    __table_args__ = (UniqueConstraint("organisation_id", "sector_id"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"), index=True)


class SafeContact:
    """Whom to tell when something happened to somebody in a session.

    A name or office, a number in E.164, an e-mail address.
    """

    safe_name: Mapped[str] = mapped_column(String(120), default="")
    safe_phone: Mapped[str] = mapped_column(String(20), default="")
    safe_email: Mapped[str] = mapped_column(String(254), default="")

    @property
    def reachable(self) -> bool:
        """Say whether there is somebody, and a way to reach them."""
        return bool(self.safe_name and (self.safe_phone or self.safe_email))


class Secretariat(SafeContact, Base):
    """What an organisation needs to run the hub for a region.

    region_code None is the whole network. number_pattern is what numbering.py explains;
    numbered_by holds each pattern under which numbers were given, filled, one a line.
    """

    __tablename__ = "secretariat"
    shown = Shown()
    __table_args__ = (CheckConstraint(zones.KNOWN, name="zone"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    issuer_code: Mapped[str] = mapped_column(String(20), unique=True)
    number_pattern: Mapped[str] = mapped_column(String(80), default=numbering.DEFAULT)
    numbered_by: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(80), default="Jakarta")
    signatory: Mapped[str] = mapped_column(String(120), default="")
    signatory_title: Mapped[str] = mapped_column(String(120), default="")
    zone: Mapped[str] = mapped_column(String(4), default="WIB")

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=UNNESTED)

    def history_scope(self) -> str:
        """Return the region it runs the hub for."""
        return self.region_code or ""

    @property
    def home(self) -> zones.Zone:
        """Return the zone whose date stands on its certificates."""
        return zones.zone(self.zone)


class Identity(Base):
    """What the network is called and looks like: one row, from the day administrators say so.

    Until then the settings hold.

    whatsapp is the number (E.164) to which people without e-mail write to prove their own, "" for
    none.

    red and blue are "" for the hub's own colours; logo is the stored file's name, "" for none;
    provinces are the codes of those where the network works, with spaces between, none for all.
    """

    __tablename__ = "identity"
    shown = Shown()
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    name: Mapped[str] = mapped_column(String(80))
    full_name: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(254), default="")
    whatsapp: Mapped[str] = mapped_column(String(20), default="")
    red: Mapped[str] = mapped_column(String(7), default="")
    blue: Mapped[str] = mapped_column(String(7), default="")
    logo: Mapped[str] = mapped_column(String(24), default="")
    provinces: Mapped[str] = mapped_column(Text, default="")

    def history_scope(self) -> str:
        """Return the whole network."""
        return ""


class ConductText(Base):
    """A version of the code of conduct that the network wrote itself, in both languages.

    Version 1 came with the hub.
    """

    __tablename__ = "conduct_text"
    shown = Shown()

    version: Mapped[int] = mapped_column(unique=True)
    body_id: Mapped[str] = mapped_column(Text)
    body_en: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]

    def history_scope(self) -> str:
        """Return the whole network."""
        return ""
