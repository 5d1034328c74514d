"""The region files: complete, unambiguous, in the right zones; and which regions are whose."""

from collections import Counter

import pytest
from flask import Flask

from tests.cast import NATION, NTT, Cast
from webinar_hub.network import queries
from webinar_hub.network.regions import (
    called,
    name_of,
    named,
    provinces,
    regencies,
    resembling,
    search,
    zone_of,
)

ZONES = {
    "WIB": {
        "Aceh",
        "Sumatera Utara",
        "Sumatera Barat",
        "Riau",
        "Jambi",
        "Sumatera Selatan",
        "Bengkulu",
        "Lampung",
        "Kepulauan Bangka Belitung",
        "Kepulauan Riau",
        "Daerah Khusus Ibukota Jakarta",
        "Jawa Barat",
        "Jawa Tengah",
        "Daerah Istimewa Yogyakarta",
        "Jawa Timur",
        "Banten",
        "Kalimantan Barat",
        "Kalimantan Tengah",
    },
    "WITA": {
        "Bali",
        "Nusa Tenggara Barat",
        "Nusa Tenggara Timur",
        "Kalimantan Selatan",
        "Kalimantan Timur",
        "Kalimantan Utara",
        "Sulawesi Utara",
        "Sulawesi Tengah",
        "Sulawesi Selatan",
        "Sulawesi Tenggara",
        "Gorontalo",
        "Sulawesi Barat",
    },
    "WIT": {
        "Maluku",
        "Maluku Utara",
        "Papua",
        "Papua Barat",
        "Papua Selatan",
        "Papua Tengah",
        "Papua Pegunungan",
        "Papua Barat Daya",
    },
}


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
    assert all(
        row.tile is not None and 1 <= row.tile[0] <= 15 and 1 <= row.tile[1] <= 8
        for row in provinces()
    )
    assert len({row.iso for row in provinces()}) == 38
    assert {row.code: row.iso for row in provinces() if row.code > "90"} == {
        "91": "ID-PA",
        "92": "ID-PB",
        "93": "ID-PS",
        "94": "ID-PT",
        "95": "ID-PE",
        "96": "ID-PD",
    }


def test_kabupaten_and_kota_of_one_name_stay_apart() -> None:
    assert [(row.code, row.name) for row in regencies() if row.name.endswith(" Bogor")] == [
        ("32.01", "Kabupaten Bogor"),
        ("32.71", "Kota Bogor"),
    ]


def test_names_beside_the_official_ones() -> None:
    assert {row.short for row in provinces() if row.short != row.name} == {
        "Bangka Belitung",
        "DKI Jakarta",
        "DI Yogyakarta",
        "Kepri",
        "NTB",
        "NTT",
    }


@pytest.mark.parametrize(
    ("code", "zone"),
    [("31", "WIB"), ("53", "WITA"), ("53.71", "WITA"), ("91", "WIT"), ("99", None), (None, None)],
)
def test_zone_of(code: str | None, zone: str | None) -> None:
    assert zone_of(code) == zone


def test_a_province_has_its_own_districts(sqlite_app: Flask, cast: Cast) -> None:
    cast.region("53.71"), cast.region("31")
    assert [[row.code for row in queries.regions(actor)] for actor in (NTT, NATION)] == [
        ["53", "53.71"],
        ["31", "53", "53.71"],
    ]


@pytest.mark.parametrize(
    ("typed", "province", "codes"),
    [
        ("Kupang", None, ["53.01", "53.71"]),
        ("kota kupang", None, ["53.71"]),
        ("Kab. Kupang", None, ["53.01"]),
        ("Kota Kupang, Nusa Tenggara Timur", None, ["53.71"]),
        ("Kupang NTT", None, ["53.01", "53.71"]),
        ("Kota Kupang", "35", []),
        ("Jakarta Pusat", None, ["31.71"]),
        ("Gorontalo", None, ["75", "75.01", "75.71"]),
        ("NTT", None, ["53"]),
        ("53.71", None, ["53.71"]),
        ("Atambua", None, []),
        ("", None, []),
    ],
)
def test_where_somebody_may_be_at_home(typed: str, province: str | None, codes: list[str]) -> None:
    assert [row.code for row in called(typed, province)] == codes


def test_every_district_is_meant_by_its_name_with_its_provinces() -> None:
    assert [
        row.code
        for row in regencies()
        if [found.code for found in called(name_of(row.code))] != [row.code]
    ] == []


@pytest.mark.parametrize(
    ("typed", "province", "codes"),
    [
        ("Kupnag", None, ["53.01", "53.71"]),
        ("Kupnag", "35", []),
        ("probolingo", "35", ["35.13", "35.74"]),
        ("Flores", None, ["53.06"]),
        ("Atambua", None, []),
        ("", None, []),
    ],
)
def test_what_is_near_a_text_that_names_nothing(
    typed: str, province: str | None, codes: list[str]
) -> None:
    assert [row.code for row in resembling(typed, province)] == codes


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("kup", ["53.01", "53.71"]),
        ("Kab. Kup", ["53.01"]),
        ("pang", ["19.71", "32.18"]),
        ("gorontalo", ["75.01", "75.05"]),
        ("xyz", []),
        (" ", []),
    ],
)
def test_regions_are_found_while_one_types_the_nearest_first(typed: str, codes: list[str]) -> None:
    found = [row.code for row in search(typed)]
    assert found[: len(codes) or 1] == codes
    assert len(found) <= 8


def test_a_table_takes_a_district_with_its_province() -> None:
    assert [row.code for row in named("Gorontalo")] == ["75"]
    assert [row.code for row in named("Jakarta")] == ["31"]
    assert [row.code for row in named("Kota Gorontalo")] == ["75.71"]
    assert [row.code for row in named("Kota Kupang, NTT")] == ["53.71"]
