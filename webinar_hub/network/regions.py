"""Indonesia's provinces, regencies and cities, read from the two files in data/ (source, decree and licence stand in their heads)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from webinar_hub.kit.text import search_key

_NEAR = 80
"""From which likeness on, of 100, a region is proposed for a misspelled one."""
_DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class RegionRow:
    """One region as the files have it.

    code is Kemendagri's ("53", "53.71"); name keeps Kabupaten or Kota; parent is the province's code, None for a province;
    zone is WIB, WITA or WIT. iso (ISO 3166-2), tile (column and row on the map of squares, from 1) and a short name of
    its own belong to provinces; elsewhere they are None, None and the name.
    """

    code: str
    name: str
    kind: Literal["province", "regency"]
    parent: str | None
    zone: str
    iso: str | None
    tile: tuple[int, int] | None
    short: str


@cache
def provinces() -> tuple[RegionRow, ...]:
    """Return the 38 provinces by code."""
    return tuple(
        RegionRow(
            code=row["code"],
            name=row["name"],
            kind="province",
            parent=None,
            zone=row["zone"],
            iso=row["iso"],
            tile=(int(row["column"]), int(row["row"])),
            short=row["short"],
        )
        for row in rows("provinces.csv")
    )


@cache
def regencies() -> tuple[RegionRow, ...]:
    """Return the 416 regencies (kabupaten) and 98 cities (kota) by code."""
    return tuple(
        RegionRow(row["code"], row["name"], "regency", row["province"], row["zone"], None, None, row["name"]) for row in rows("regencies.csv")
    )


def zone_of(code: str | None) -> str | None:
    """Return the short name of the zone in which a region lives, None for none and for a code that is not known."""
    return _zones().get(code or "")


@cache
def _zones() -> dict[str, str]:
    return {region.code: region.zone for region in (*provinces(), *regencies())}


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a file in data/, without the remarks at its head."""
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def named(text: str) -> list[RegionRow]:
    """Return the regions that a text may mean: a code, or a name with or without its kind; several where it does not say which."""
    return list(_by_name().get(search_key(text), ()))


def likely(text: str) -> str | None:
    """Return the name of the region that was most likely meant by a misspelled one, None where nothing is near."""
    found = process.extractOne(search_key(text), _by_name().keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return _by_name()[found[0]][0].name if found else None


@cache
def _by_name() -> dict[str, tuple[RegionRow, ...]]:
    found: dict[str, dict[str, RegionRow]] = {}
    for row in (*provinces(), *regencies()):
        plain = row.name.replace("Administrasi ", "")
        bare = plain.removeprefix("Kabupaten ").removeprefix("Kota ").removeprefix("Daerah Istimewa ")
        with_kind = f"Provinsi {row.name}" if row.kind == "province" else plain.replace("Kabupaten ", "Kab. ")
        for name in (row.code, row.name, plain, bare, with_kind, row.short):
            found.setdefault(search_key(name), {})[row.code] = row
    # What has a province's name and a city's, such as Gorontalo, means the province: the city is written with its kind.
    return {name: tuple(row for row in rows.values() if row.kind == "province") or tuple(rows.values()) for name, rows in found.items()}


def own_name(code: str | None) -> str:
    """Return a region's name without its province's; nothing for none and for a code that is not known."""
    row = next(iter(named(code)), None) if code else None
    return row.name if row else ""


def name_of(code: str | None) -> str:
    """Return a region's name, with its province's where it lies in one; nothing for none and for a code that is not known."""
    row = next(iter(named(code)), None) if code else None
    if row is None:
        return ""
    return f"{row.name}, {name_of(row.parent)}" if row.parent else row.name
