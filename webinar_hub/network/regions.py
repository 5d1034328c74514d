"""Indonesia's provinces, regencies and cities, read from the two files in data/.

Source, decree and licence stand in their heads.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from webinar_hub.kit.text import search_key

_NEAR = 80
"""From which likeness on, of 100, a region is proposed for a misspelled one."""
_OFFERED = 8
_DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class RegionRow:
    """One region as the files have it.

    code is Kemendagri's ("53", "53.71"); name keeps Kabupaten or Kota; parent is the province's
    code, None for a province; zone is WIB, WITA or WIT. iso (ISO 3166-2), tile (column and row on
    the map of squares, from 1) and a short name of its own belong to provinces; elsewhere they are
    None, None and the name.
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
        RegionRow(
            row["code"],
            row["name"],
            "regency",
            row["province"],
            row["zone"],
            None,
            None,
            row["name"],
        )
        for row in rows("regencies.csv")
    )


def zone_of(code: str | None) -> str | None:
    """Return the short name of a region's zone, None for no region or a strange code."""
    return _zones().get(code or "")


@cache
def _zones() -> dict[str, str]:
    return {region.code: region.zone for region in (*provinces(), *regencies())}


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a file in data/, without the remarks at its head."""
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def named(text: str) -> list[RegionRow]:
    """Return the regions that a text names, several where it does not say which.

    What has a province's name and a city's, such as Gorontalo, means the province: the city is
    written with its kind. The capital alone means its province, which five cities share.
    """
    rows = called(text) or called(f"DKI {text}")
    return [row for row in rows if row.kind == "province"] or rows


def likely(text: str) -> str | None:
    """Return the name of the region most likely meant by a misspelled one, or None."""
    found = process.extractOne(
        search_key(text), _by_name().keys(), scorer=fuzz.ratio, score_cutoff=_NEAR
    )
    return _by_name()[found[0]][0].name if found else None


def called(text: str, province: str | None = None) -> list[RegionRow]:
    """Return the regions that bear this name, with or without its kind, or this code.

    The name may have the province's behind it ("Kota Kupang, Nusa Tenggara Timur", "Kupang NTT");
    province, a code, keeps what lies there.
    """
    key = search_key(text)
    rows = _by_name().get(key) or _by_name_in_province().get(key, ())
    return [row for row in rows if province in (None, row.code, row.parent)]


def resembling(text: str, province: str | None = None) -> list[RegionRow]:
    """Return the regions whose names hold the words of a text, else those spelled like it."""
    if found := search(text, province=province):
        return found
    alike = process.extract(
        search_key(text), _by_name().keys(), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_OFFERED
    )
    rows = {row.code: row for name, _score, _place in alike for row in _by_name()[name]}
    return [row for row in rows.values() if province in (None, row.code, row.parent)][:_OFFERED]


def search(words: str, *, province: str | None = None) -> list[RegionRow]:
    """Return up to eight regions whose name, with its province's, holds the words.

    Those that begin with them come first.
    """
    key = re.sub(r"^kab ", "kabupaten ", search_key(words))
    if not key:
        return []
    found = [
        (not f" {own}".count(f" {key}"), not own.count(key), row.kind == "province", row.code, row)
        for row, own, whole in _searched()
        if key in whole and province in (None, row.code, row.parent)
    ]
    return [row for *_order, row in sorted(found, key=lambda each: each[:-1])[:_OFFERED]]


@cache
def _searched() -> tuple[tuple[RegionRow, str, str], ...]:
    """Return each region with the texts searched: its name alone and with its province's."""
    above = {row.code: row for row in provinces()}
    return tuple(
        (
            row,
            search_key(row.name),
            search_key(
                f"{row.name} {above[row.parent or row.code].name} {above[row.parent or row.code].short}"
            ),
        )
        for row in (*regencies(), *provinces())
    )


@cache
def _by_name() -> dict[str, tuple[RegionRow, ...]]:
    return _keyed((name, row) for row in (*provinces(), *regencies()) for name in _names(row))


@cache
def _by_name_in_province() -> dict[str, tuple[RegionRow, ...]]:
    above = {row.code: row for row in provinces()}
    behind = {row.code: {row.name, row.short} for row in above.values()}
    return _keyed(
        (f"{name} {province}", row)
        for row in regencies()
        for name in _names(row)
        for province in behind[row.parent or ""]
    )


def _names(row: RegionRow) -> tuple[str, ...]:
    plain = row.name.replace("Administrasi ", "")
    bare = plain.removeprefix("Kabupaten ").removeprefix("Kota ").removeprefix("Daerah Istimewa ")
    with_kind = (
        f"Provinsi {row.name}" if row.kind == "province" else plain.replace("Kabupaten ", "Kab. ")
    )
    return row.code, row.name, plain, bare, with_kind, row.short


def _keyed(named: Iterable[tuple[str, RegionRow]]) -> dict[str, tuple[RegionRow, ...]]:
    found: dict[str, dict[str, RegionRow]] = {}
    for name, row in named:
        found.setdefault(search_key(name), {})[row.code] = row
    return {name: tuple(rows.values()) for name, rows in found.items()}


def own_name(code: str | None) -> str:
    """Return a region's name without its province's.

    Nothing for none and for a code that is not known.
    """
    row = next(iter(named(code)), None) if code else None
    return row.name if row else ""


def name_of(code: str | None) -> str:
    """Return a region's name, with its province's where it lies in one.

    Nothing for none and for a code that is not known.
    """
    row = next(iter(named(code)), None) if code else None
    if row is None:
        return ""
    return f"{row.name}, {name_of(row.parent)}" if row.parent else row.name
