"""Regions, organisations and secretariats of the tests' cast."""

from contextlib import ContextDecorator
from typing import TypeVar

from sqlalchemy import select

from webinar_hub.kit.db import Base, db
from webinar_hub.kit.text import search_key
from webinar_hub.network import regions
from webinar_hub.network.models import Organisation, OrganisationKind, Region, Secretariat, Sector

T = TypeVar("T", bound=Base)


class _Together(ContextDecorator):
    """Commits once, when the outermost that stores something ends well."""

    def __init__(self) -> None:
        self._depth = 0

    def __enter__(self) -> None:
        self._depth += 1

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        self._depth -= 1
        if not self._depth and error is None:
            db.session.commit()


together = _Together()


class Network:
    """Puts regions and organisations on the stage."""

    @together
    def _store(self, row: T) -> T:
        db.session.add(row)
        db.session.flush()
        return row

    @together
    def region(self, code: str) -> Region:
        """Return a region by its official code (53 NTT, 53.71 Kupang), stored with its province."""
        known = db.session.scalar(select(Region).where(Region.code == code))
        if known is not None:
            return known
        fact = next(row for row in (*regions.provinces(), *regions.regencies()) if row.code == code)
        if fact.parent:
            self.region(fact.parent)
        return self._store(
            Region(
                code=fact.code,
                name=fact.name,
                kind=fact.kind,
                parent_code=fact.parent,
                zone=fact.zone,
            )
        )

    @together
    def organisation(
        self,
        name: str = "Yayasan Kemanusiaan Kita",
        *,
        abbreviation: str = "",
        region: str | None = None,
        kind: OrganisationKind = OrganisationKind.CSO,
    ) -> Organisation:
        """Return an organisation of this name."""
        known = db.session.scalar(select(Organisation).where(Organisation.name == name))
        if known is not None:
            return known
        code = self.region(region).code if region else None
        key = "|" + "".join(f"{search_key(text)}|" for text in (name, abbreviation) if text)
        row = Organisation(
            name=name,
            name_key=search_key(name),
            abbreviation=abbreviation,
            search_key=key,
            kind=kind,
            region_code=code,
        )
        return self._store(row)

    def pelita(self) -> Organisation:
        """Return an organisation of Kupang."""
        return self.organisation("Yayasan Pelita", region="53.71")

    def sector(
        self, name: str = "Kesehatan", english: str = "Health", *, part_of: Sector | None = None
    ) -> Sector:
        """Return a sector of this name."""
        code = search_key(name).replace(" ", "-")
        known = db.session.scalar(select(Sector).where(Sector.code == code))
        position = len(db.session.scalars(select(Sector.id)).all()) + 1
        above = part_of.id if part_of else None
        return known or self._store(
            Sector(code=code, name_id=name, name_en=english, part_of_id=above, position=position)
        )

    @together
    def secretariat(self, region: str | None = None) -> Secretariat:
        """Return the network's secretariat, S-JAJAR, or the one of a region, such as S-JAJAR-53."""
        issuer = f"S-JAJAR-{region}" if region else "S-JAJAR"
        known = db.session.scalar(select(Secretariat).where(Secretariat.issuer_code == issuer))
        if known is not None:
            return known
        name = f"Sekretariat {issuer.removeprefix('S-')}"
        organisation = self.organisation(name, region=region)
        return self._store(
            Secretariat(
                organisation_id=organisation.id,
                region_code=region,
                issuer_code=issuer,
                signatory="Ratna Wulandari, M.Si.",
                signatory_title="Kepala Sekretariat",
            )
        )
