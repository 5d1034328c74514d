"""The sectors (klaster) that organisations work in.

Data of the network's own, which administrators add to, rename, order and close. They come from
data/sectors.csv. None is ever deleted, so that what was written down under it stays readable.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, delete, func, or_, select
from sqlalchemy.orm.attributes import flag_modified

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.text import clean, search_key
from webinar_hub.network import regions, rules
from webinar_hub.network.models import Organisation, OrganisationSector, Sector

_CODE_AT_MOST = 36


@dataclass(frozen=True)
class Listed:
    """A sector with how many organisations are in it.

    first and last say whether it is so on its level.
    """

    sector: Sector
    organisations: int
    first: bool
    last: bool


def load() -> int:
    """Add the sectors of the data file that the network does not have yet, by their codes.

    Return how many. Runs inside db.write.
    """
    known = {sector.code: sector for sector in db.session.scalars(select(Sector))}
    added = 0
    for row in regions.rows("sectors.csv"):
        if row["code"] not in known:
            above = known.get(row["part_of"])
            sector = Sector(
                code=row["code"],
                name_id=row["name_id"],
                name_en=row["name_en"],
                part_of_id=above.id if above else None,
            )
            known[sector.code] = _last(sector)
            added += 1
    return added


def _last(sector: Sector) -> Sector:
    """Store a sector behind the others of its level."""
    level = (
        Sector.part_of_id.is_(None)
        if sector.part_of_id is None
        else Sector.part_of_id == sector.part_of_id
    )
    sector.position = (db.session.scalar(select(func.max(Sector.position)).where(level)) or 0) + 1
    db.session.add(sector)
    db.session.flush()
    return sector


def every() -> list[Sector]:
    """Return all sectors, closed ones too, each followed by its parts."""
    parts: dict[int | None, list[Sector]] = defaultdict(list)
    for sector in db.session.scalars(select(Sector).order_by(Sector.position, Sector.id)):
        parts[sector.part_of_id].append(sector)
    return [each for sector in parts[None] for each in (sector, *parts[sector.id])]


def listed() -> list[Listed]:
    """Return all sectors with how many organisations are in each."""
    counted = select(OrganisationSector.sector_id, func.count()).group_by(
        OrganisationSector.sector_id
    )
    numbers = dict(db.session.execute(counted).all())
    ordered = every()
    levels = defaultdict(list)
    for sector in ordered:
        levels[sector.part_of_id].append(sector.id)
    ends = {part_of: (level[0], level[-1]) for part_of, level in levels.items()}
    return [
        Listed(
            sector,
            numbers.get(sector.id, 0),
            *(sector.id == end for end in ends[sector.part_of_id]),
        )
        for sector in ordered
    ]


def by_code(code: str) -> Sector:
    """Return a sector; raise NotFound."""
    return existing(db.session.scalar(select(Sector).where(Sector.code == code)))


def by_organisation(organisation_ids: Sequence[int]) -> dict[int, list[Sector]]:
    """Return the sectors of organisations, by id, in their order.

    A thousand organisations at a time.
    """
    found: dict[int, list[Sector]] = defaultdict(list)
    order = {sector.id: place for place, sector in enumerate(every())} if organisation_ids else {}
    for many in parts(organisation_ids):
        some = select(OrganisationSector.organisation_id, Sector).join(
            Sector, Sector.id == OrganisationSector.sector_id
        )
        for organisation_id, sector in db.session.execute(
            some.where(OrganisationSector.organisation_id.in_(many))
        ):
            found[organisation_id].append(sector)
    return {
        row_id: sorted(sectors, key=lambda sector: order[sector.id])
        for row_id, sectors in found.items()
    }


def working_in(sector_id: int | ScalarSelect[int]) -> Select[int]:
    """Return the select of the organisations that work in a sector or in a part of it."""
    inside = select(Sector.id).where(or_(Sector.id == sector_id, Sector.part_of_id == sector_id))
    working = select(OrganisationSector.organisation_id)
    return working.where(OrganisationSector.sector_id.in_(inside))


def by_words() -> dict[str, Sector]:
    """Return the open sectors by code and name in both languages, as searches compare them."""
    found: dict[str, Sector] = {}
    for sector in every():
        if sector.closed_at is None:
            for text in (sector.code, sector.name_id, sector.name_en):
                found.setdefault(search_key(text), sector)
    return found


def assign(organisation: Organisation, codes: Iterable[str]) -> tuple[list[str], list[str]]:
    """Let an organisation work in exactly these sectors; return their codes before and after.

    Raises UnknownSector.

    A change counts as one of the organisation itself, so that whoever has its form open learns of
    it.
    """
    wanted = set(codes)
    sectors = (
        db.session.scalars(select(Sector).where(Sector.code.in_(wanted))).all() if wanted else []
    )
    if len(sectors) != len(wanted):
        raise rules.UnknownSector
    before = {
        sector.id: sector.code
        for sector in by_organisation([organisation.id]).get(organisation.id, [])
    }
    gone = before.keys() - {sector.id for sector in sectors}
    new = [
        OrganisationSector(organisation_id=organisation.id, sector_id=sector.id)
        for sector in sectors
        if sector.id not in before
    ]
    if gone:
        left = (
            OrganisationSector.organisation_id == organisation.id,
            OrganisationSector.sector_id.in_(gone),
        )
        db.session.execute(delete(OrganisationSector).where(*left))
    db.session.add_all(new)
    if gone or new:
        flag_modified(organisation, "name")
    return sorted(before.values()), sorted(wanted)


def add_sector(*, name_id: str, name_en: str, part_of: str, by: Actor, now: datetime) -> Sector:
    """Add a sector behind the others, part_of: the code of the one it belongs to, "" for none.

    Raises SectorIncomplete, SectorTaken and NotFound.
    """
    names = _names(name_id, name_en)
    above = by_code(part_of) if part_of else None
    code = first = search_key(names[0]).replace(" ", "-")[:_CODE_AT_MOST].strip("-") or "sektor"
    taken = set(
        db.session.scalars(
            select(Sector.code).where(Sector.code.startswith(first, autoescape=True))
        )
    )
    number = 1
    while code in taken:
        number += 1
        code = f"{first}-{number}"
    sector = _last(
        Sector(
            code=code, name_id=names[0], name_en=names[1], part_of_id=above.id if above else None
        )
    )
    note(by, "added", sector, now=now, after={"name_id": sector.name_id, "name_en": sector.name_en})
    return sector


def rename_sector(
    sector: Sector, *, name_id: str, name_en: str, by: Actor, now: datetime
) -> Sector:
    """Call a sector otherwise; its code stays. Raises SectorIncomplete and SectorTaken."""
    sector = db.lock(Sector, sector.id)
    names = _names(name_id, name_en, but=sector)
    before, after = (
        {"name_id": sector.name_id, "name_en": sector.name_en},
        {"name_id": names[0], "name_en": names[1]},
    )
    if after != before:
        sector.name_id, sector.name_en = names
        note(by, "changed", sector, now=now, before=before, after=after)
    return sector


def _names(name_id: str, name_en: str, *, but: Sector | None = None) -> tuple[str, str]:
    names = clean(name_id), clean(name_en)
    if not all(map(search_key, names)):
        raise rules.SectorIncomplete
    others = [each for each in every() if but is None or each.id != but.id]
    if {search_key(name) for name in names} & {
        search_key(name) for each in others for name in (each.name_id, each.name_en)
    }:
        raise rules.SectorTaken
    return names


def move_sector(sector: Sector, *, up: bool, by: Actor, now: datetime) -> Sector:
    """Let a sector change places with the one before it, or after it, on its level.

    The first and the last stay where they are.
    """
    level = [each for each in every() if each.part_of_id == sector.part_of_id]
    at = next(place for place, each in enumerate(level) if each.id == sector.id)
    to = at - 1 if up else at + 1
    if 0 <= to < len(level):
        level[at], level[to] = level[to], level[at]
        for position, each in enumerate(level, start=1):
            each.position = position
        note(
            by, "changed", sector, now=now, before={"position": at + 1}, after={"position": to + 1}
        )
    return sector


def close_sector(sector: Sector, *, by: Actor, now: datetime) -> Sector:
    """Offer a sector no more; organisations that have it keep it."""
    sector = db.lock(Sector, sector.id)
    if sector.closed_at is None:
        sector.closed_at = now
        note(by, "closed", sector, now=now)
    return sector


def reopen_sector(sector: Sector, *, by: Actor, now: datetime) -> Sector:
    """Offer a closed sector again."""
    sector = db.lock(Sector, sector.id)
    if sector.closed_at is not None:
        sector.closed_at = None
        note(by, "reopened", sector, now=now)
    return sector
