"""The region files: complete, unambiguous, in the right zones; and which regions are whose."""

from collections import Counter

import pytest
from flask import Flask

from tests.cast import NATION, NTT, Cast
from webinar_hub.network import queries
from webinar_hub.network.regions import provinces, regencies, zone_of

ZONES = {
    "WIB": {
        "Aceh", "Sumatera Utara", "Sumatera Barat", "Riau", "Jambi", "Sumatera Selatan", "Bengkulu", "Lampung",
        "Kepulauan Bangka Belitung", "Kepulauan Riau", "Daerah Khusus Ibukota Jakarta", "Jawa Barat", "Jawa Tengah",
        "Daerah Istimewa Yogyakarta", "Jawa Timur", "Banten", "Kalimantan Barat", "Kalimantan Tengah",
    },
    "WITA": {
        "Bali", "Nusa Tenggara Barat", "Nusa Tenggara Timur", "Kalimantan Selatan", "Kalimantan Timur", "Kalimantan Utara",
        "Sulawesi Utara", "Sulawesi Tengah", "Sulawesi Selatan", "Sulawesi Tenggara", "Gorontalo", "Sulawesi Barat",
    },
    "WIT": {
        "Maluku", "Maluku Utara", "Papua", "Papua Barat", "Papua Selatan", "Papua Tengah", "Papua Pegunungan", "Papua Barat Daya",
    },
}  # fmt: skip


def test_there_are_38_provinces_and_514_regencies_and_cities() -> None:
    assert len(provinces()) == 38
    assert Counter(row.name.split()[0] for row in regencies()) == {"Kabupaten": 416, "Kota": 98}


def test_codes_are_unique_and_no_name_stands_twice_in_a_province() -> None:
    rows = provinces() + regencies()
    assert len({row.code for row in rows}) == 552
    assert len({(row.parent, row.name) for row in rows}) == 552


def test_each_regency_lies_in_the_province_its_code_begins_with() -> None:
    codes = {row.code for row in provinces()}
    assert {row.parent for row in regencies()} == codes
    assert all(row.code.startswith(f"{row.parent}.") for row in regencies())


@pytest.mark.parametrize("zone", ZONES)
def test_zones_of_the_provinces(zone: str) -> None:
    assert {row.name for row in provinces() if row.zone == zone} == ZONES[zone]


def test_a_regency_lives_by_the_clock_of_its_province() -> None:
    zones = {row.code: row.zone for row in provinces()}
    assert [row.zone for row in regencies()] == [zones[row.parent or ""] for row in regencies()]


def test_each_province_has_its_own_square_and_iso_code() -> None:
    assert len({row.tile for row in provinces()}) == 38
    assert all(row.tile is not None and 1 <= row.tile[0] <= 15 and 1 <= row.tile[1] <= 8 for row in provinces())
    assert len({row.iso for row in provinces()}) == 38
    assert {row.code: row.iso for row in provinces() if row.code > "90"} == {
        "91": "ID-PA", "92": "ID-PB", "93": "ID-PS", "94": "ID-PT", "95": "ID-PE", "96": "ID-PD",
    }  # fmt: skip


def test_kabupaten_and_kota_of_one_name_stay_apart() -> None:
    assert [(row.code, row.name) for row in regencies() if row.name.endswith(" Bogor")] == [
        ("32.01", "Kabupaten Bogor"),
        ("32.71", "Kota Bogor"),
    ]


def test_names_beside_the_official_ones() -> None:
    assert {row.short for row in provinces() if row.short != row.name} == {
        "Bangka Belitung", "DKI Jakarta", "DI Yogyakarta", "Kepri", "NTB", "NTT",
    }  # fmt: skip


@pytest.mark.parametrize(("code", "zone"), [("31", "WIB"), ("53", "WITA"), ("53.71", "WITA"), ("91", "WIT"), ("99", None), (None, None)])
def test_zone_of(code: str | None, zone: str | None) -> None:
    assert zone_of(code) == zone


def test_a_province_has_its_own_districts(sqlite_app: Flask, cast: Cast) -> None:
    cast.region("53.71"), cast.region("31")
    assert [[row.code for row in queries.regions(actor)] for actor in (NTT, NATION)] == [["53", "53.71"], ["31", "53", "53.71"]]
