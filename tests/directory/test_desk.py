"""The desk's "Lembaga": who sees what, and the way through its pages."""

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.cast import Cast
from tests.client import Client
from webinar_hub.directory.imports import tables
from webinar_hub.directory.imports.rules import LineVerdict
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.sheets import read_table
from webinar_hub.network.models import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSector,
    Parent,
    ParentKind,
)
from webinar_hub.people.models import Role
from webinar_hub.registrations.models import Registration

LANGUAGES = ({"Accept-Language": "id"}, {"Accept-Language": "en"})
ANEW: dict[str, Any] = {
    "name": "Yayasan Lentera",
    "abbreviation": "YL",
    "aliases": "Lentera\nYayasan Lentera Timur",
    "kind": "ngo",
    "region": "53.71",
}


def _province(cast: Cast, client: Client) -> None:
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))


def _unknown(cast: Cast, written: str) -> Registration:
    registration = cast.registration(
        cast.person("Suparmin", phone="+6281234567890", region="53.71"), cast.meeting()
    )
    registration.organisation_name = written
    db.session.commit()
    return registration


def _rows(client: Client, path: str) -> list[str]:
    tree = html.parse(client.get(path, headers=LANGUAGES[1]).text)
    return [
        html.text_of(each.find("a"))  # type: ignore[arg-type]
        for each in tree.iter("th")
        if each.get("scope") == "row" and each.find("a") is not None
    ]


def test_a_facilitator_has_no_directory(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.facilitator(cast.meeting()))
    assert client.get("/desk/lembaga").status_code == 403
    assert "/desk/lembaga" not in client.get("/desk/").text


def test_a_province_sees_its_own_region(app: Flask, client: Client, cast: Cast) -> None:
    cast.region("53.71"), cast.region("31")
    own, other = (
        cast.organisation("Yayasan Pelita", region="53.71"),
        cast.organisation("Yayasan Jakarta", region="31"),
    )
    country = cast.organisation("Jaringan Pesisir", kind=OrganisationKind.NETWORK)
    _province(cast, client)
    assert _rows(client, "/desk/lembaga") == ["Yayasan Pelita"]
    for hidden in (other, country):
        assert client.get(f"/desk/lembaga/{hidden.key}").status_code == 404
        assert client.get(f"/desk/lembaga/{own.key}/gabung?dengan={hidden.key}").status_code == 404
    cast.sign_in(client, cast.staff(Role.SECRETARIAT))
    assert _rows(client, "/desk/lembaga") == [
        "Jaringan Pesisir",
        "Yayasan Jakarta",
        "Yayasan Pelita",
    ]


@pytest.mark.parametrize("words", ["WVI", "Wahana Visi", "Wahanna Visi"])
def test_a_misspelling_finds_it(app: Flask, client: Client, cast: Cast, words: str) -> None:
    cast.organisation("Wahana Visi Indonesia", abbreviation="WVI")
    cast.organisation("Yayasan Pelita")
    cast.sign_in(client, cast.ratna())
    assert _rows(client, f"/desk/lembaga?cari={words}") == ["Wahana Visi Indonesia"]


def test_kind_province_and_state_narrow_the_list(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    cast.region("53.71"), cast.region("31")
    cast.organisation("Yayasan Pelita", region="53.71")
    cast.organisation("Forum PRB", region="31", kind=OrganisationKind.DRR_PLATFORM)
    cast.organisation("Tutup").closed_at = clock.now()
    cast.sign_in(client, cast.ratna())
    asked = ("jenis=drr_platform", "provinsi=53", "keadaan=tutup", "jenis=x&provinsi=y")
    assert [_rows(client, f"/desk/lembaga?{each}") for each in asked] == [
        ["Forum PRB"],
        ["Yayasan Pelita"],
        ["Tutup"],
        ["Forum PRB", "Yayasan Pelita"],
    ]


def test_an_organisation_through_its_life(app: Flask, client: Client, cast: Cast) -> None:
    cast.region("53.71")
    cast.sector(), cast.sector("Pendidikan", "Education")
    cast.organisation("Jaringan Pesisir", kind=OrganisationKind.NETWORK)
    cast.sign_in(client, cast.ratna())
    added = client.submit("/desk/lembaga/baru", **ANEW)
    page = added.location
    assert "Lentera; Yayasan Lentera Timur" in client.page(added)
    client.submit(
        f"{page}/ubah", action="/ubah", name="Yayasan Lentera Kupang", sectors=["kesehatan"]
    )
    assert "Yayasan Lentera Kupang" in html.text_of(html.parse(client.get(page).text))
    assert "Kesehatan" in client.get(page, headers=LANGUAGES[0]).text
    assert client.submit(f"{page}/jaringan", network="Entah").status_code == 422
    client.page(client.submit(f"{page}/jaringan", network="Jaringan Pesisir", since="2020-01-01"))
    dates = f"{page}/jaringan/{db.session.scalars(select(Membership.key)).one()}"
    assert client.submit(dates, until="2019-01-01").status_code == 422
    assert client.submit(dates, since="0206-01-01").status_code == 422
    assert "belum tiba" in client.submit(dates, until="2099-12-31").text
    assert "2024" in client.page(client.submit(dates, since="2019-05-01", until="2024-01-31"))
    assert db.session.scalars(select(Membership)).one().spell == (
        date(2019, 5, 1),
        date(2024, 1, 31),
    )
    assert "2024" not in client.page(client.submit(dates, action="/hapus"))
    client.submit(f"{page}/ubah", action="/tutup")
    assert "Ditutup" in client.get(page, headers=LANGUAGES[0]).text
    client.submit(page, action="/buka")
    assert (
        db.session.scalars(select(Organisation).where(Organisation.abbreviation == "YL"))
        .one()
        .closed_at
        is None
    )


def test_a_branch_is_put_below_another(app: Flask, client: Client, cast: Cast) -> None:
    branch, whole = cast.organisation("Pelita Kupang"), cast.organisation("Yayasan Pelita")
    cast.sign_in(client, cast.ratna())
    page = f"/desk/lembaga/{branch.key}"
    assert client.submit(f"{page}/induk", parent="Entah").status_code == 422
    assert client.submit(f"{page}/induk", parent="Pelita Kupang").status_code == 422
    assert "Cabang dari" in client.page(client.submit(f"{page}/induk", parent="Yayasan Pelita"))
    entry = f"{page}/induk/{db.session.scalars(select(Parent.key)).one()}"
    assert (
        client.submit(entry, action="", since="2020-01-01", until="2019-01-01").status_code == 422
    )
    assert "2020" in client.page(client.submit(entry, since="2020-01-01", kind="network"))
    assert "Yayasan Pelita" in client.get(f"/lembaga/{branch.key}").text
    assert _rows(client, f"/desk/lembaga?induk={whole.key}") == ["Pelita Kupang"]
    assert f"induk={whole.key}" in client.get(f"/desk/lembaga/{whole.key}").text
    client.page(client.submit(entry, action="/hapus"))
    assert db.session.scalars(select(Parent)).all() == []


def test_a_province_counts_its_own_members_and_parts(
    app: Flask, client: Client, cast: Cast
) -> None:
    network = cast.organisation(
        "Forum Timor", region=cast.region("53").code, kind=OrganisationKind.DRR_PLATFORM
    )
    for name, region in (("Pelita Kupang", "53.71"), ("Yayasan Jakarta", "31")):
        other = cast.organisation(name, region=cast.region(region).code)
        db.session.add(
            Membership(organisation_id=other.id, network_id=network.id, since=date(2020, 1, 1))
        )
        db.session.add(
            Parent(organisation_id=other.id, parent_id=network.id, kind=ParentKind.BRANCH)
        )
    db.session.commit()
    for sign_in, number in ((_province, "1 organisation"), (_nation, "2 organisations")):
        sign_in(cast, client)
        page = html.text_of(
            html.parse(client.get(f"/desk/lembaga/{network.key}", headers=LANGUAGES[1]).text)
        )
        assert (
            page.count(number),
            page.count("1 organisation") + page.count("2 organisations"),
        ) == (
            2,
            2,
        )


def _nation(cast: Cast, client: Client) -> None:
    cast.sign_in(client, cast.staff(Role.SECRETARIAT))


def test_a_sector_narrows_the_list_and_holds_its_parts(
    app: Flask, client: Client, cast: Cast
) -> None:
    health = cast.sector()
    inside = {
        "Yayasan Gizi": cast.sector("Gizi", "Nutrition", part_of=health),
        "Yayasan Sehat": health,
        "Yayasan Buku": cast.sector("Pendidikan", "Education"),
    }
    for name, sector in inside.items():
        db.session.add(
            OrganisationSector(organisation_id=cast.organisation(name).id, sector_id=sector.id)
        )
    cast.sign_in(client, cast.ratna())
    asked = ("kesehatan", "gizi", "pendidikan", "entah")
    assert [_rows(client, f"/desk/lembaga?klaster={code}") for code in asked] == [
        ["Yayasan Gizi", "Yayasan Sehat"],
        ["Yayasan Gizi"],
        ["Yayasan Buku"],
        ["Yayasan Buku", "Yayasan Gizi", "Yayasan Sehat"],
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_taken_out_is_taken_in_again_and_changes_nothing(
    app: Flask, client: Client, cast: Cast, form: str
) -> None:
    cast.region("53.71"), cast.region("31")
    network, whole = (
        cast.organisation("Jaringan Pesisir", kind=OrganisationKind.NETWORK),
        cast.organisation("Yayasan Jakarta", region="31"),
    )
    branch, sector = (
        cast.organisation("Pelita Kupang", abbreviation="PK", region="53.71"),
        cast.sector("Hunian", "Shelter"),
    )
    db.session.add_all(
        [
            Membership(organisation_id=branch.id, network_id=network.id, since=date(2019, 5, 1)),
            Parent(organisation_id=branch.id, parent_id=whole.id, kind=ParentKind.BRANCH),
            OrganisationSector(organisation_id=branch.id, sector_id=sector.id),
        ]
    )
    _province(cast, client)
    path = f"/desk/lembaga/tabel.{form}"
    fields = client.form("/desk/lembaga?cari=pelita", action="/tabel").fields
    sheet = client.post(f"{path}?cari=pelita", data=fields)
    header, *lines = read_table(sheet.data)
    assert [dict(zip(header.cells, line.cells, strict=False)) for line in lines] == [
        {
            "nama": "Pelita Kupang",
            "singkatan": "PK",
            "nama lain": "",
            "jenis": "Organisasi masyarakat sipil (OMS)",
            "wilayah": "Kota Kupang",
            "jaringan": "Jaringan Pesisir",
            "sejak": "2019-05-01",
            "klaster": "Hunian",
            "induk": "Yayasan Jakarta",
        }
    ]
    assert len(read_table(client.post(path, data={**fields, "form_id": "lain"}).data)) == 2
    kept = client.submit("/desk/lembaga/impor", table=(io.BytesIO(sheet.data), f"lembaga.{form}"))
    content = db.session.scalars(select(DirectoryImport.content)).one()
    assert [(each["verdict"], each["why"]) for each in content["verdicts"]] == [
        (LineVerdict.SAME, [])
    ]
    assert kept.status_code == 303
    entries = db.session.scalars(select(Entry).where(Entry.verb == "took out a table")).all()
    assert [(entry.after, entry.scope) for entry in entries] == [
        ({"rows": 1, "form": form}, "53")
    ] * 2
    assert client.post(path, data={**fields, "csrf_token": "x"}).status_code == 400


def test_who_was_slower_sees_both(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    found = cast.organisation("Yayasan Pelita")
    cast.sign_in(client, cast.ratna())
    path = f"/desk/lembaga/{found.key}/ubah"
    form = client.form(path, "name", action="/ubah")
    client.submit(path, action="/ubah", abbreviation="YP")
    answer = client.post(path, data={**form.fields, "abbreviation": "XX"})
    assert (answer.status_code, "YP" in answer.text, "XX" in answer.text) == (409, True, True)


def test_two_become_one_after_a_look_at_both(app: Flask, client: Client, cast: Cast) -> None:
    kept, gone = cast.organisation("Wahana Visi Indonesia"), cast.organisation("Wahana Visi")
    cast.sign_in(client, cast.ratna())
    for headers in LANGUAGES:
        assert "Wahana Visi" in client.get(f"/desk/lembaga/{kept.key}/gabung", headers=headers).text
        assert (
            client.get(
                f"/desk/lembaga/{kept.key}/gabung?dengan={gone.key}", headers=headers
            ).status_code
            == 200
        )
    answer = client.submit(f"/desk/lembaga/{kept.key}/gabung?dengan={gone.key}", action="/gabung")
    assert answer.location == f"/desk/lembaga/{kept.key}"
    assert client.get(f"/desk/lembaga/{gone.key}").location == f"/desk/lembaga/{kept.key}"
    assert _rows(client, "/desk/lembaga") == ["Wahana Visi Indonesia"]


def test_an_unknown_name_waits_on_today_and_is_linked(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.region("53.71")
    found = cast.organisation("Wahana Visi Indonesia", region="53.71")
    registration = _unknown(cast, "Wahanna Visi")
    _province(cast, client)
    assert "/desk/lembaga/belum-dikenal" in client.get("/desk/").text
    for headers in LANGUAGES:
        assert (
            "Wahana Visi Indonesia"
            in client.get("/desk/lembaga/belum-dikenal", headers=headers).text
        )
    client.page(
        client.submit(
            "/desk/lembaga/belum-dikenal", action="/belum-dikenal", organisation=found.key
        )
    )
    db.session.refresh(registration)
    assert registration.organisation_id == found.id
    assert "/desk/lembaga/belum-dikenal" not in client.get("/desk/").text


def test_an_unknown_name_is_added(app: Flask, client: Client, cast: Cast) -> None:
    registration = _unknown(cast, "Yayasan Lentera")
    _province(cast, client)
    client.page(
        client.submit(
            "/desk/lembaga/baru?nama=Yayasan+Lentera&wilayah=53&belum=yayasan+lentera", kind="ngo"
        )
    )
    db.session.refresh(registration)
    added = db.session.scalars(
        select(Organisation).where(Organisation.name == "Yayasan Lentera")
    ).one()
    assert (registration.organisation_id, added.region_code) == (added.id, "53")


def test_what_nobody_knows_is_typed_or_set_aside(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    _unknown(cast, "tidak ada")
    _province(cast, client)
    path = "/desk/lembaga/belum-dikenal"
    assert client.submit(path, action=path, typed="Entah").status_code == 422
    client.page(client.submit(path, action="/bukan"))
    assert db.session.scalars(select(Registration.organisation_name)).one() == ""
    assert "tidak ada" in client.page(client.submit(path, action="/lagi"))
    assert db.session.scalars(select(Registration.organisation_name)).one() == "tidak ada"


@pytest.mark.parametrize(
    ("form", "spoken", "first"), [("csv", LANGUAGES[0], "nama"), ("xlsx", LANGUAGES[1], "name")]
)
def test_the_template_is_a_table_that_is_taken_in(
    app: Flask, client: Client, cast: Cast, form: str, spoken: dict[str, str], first: str
) -> None:
    cast.region("53.71")
    cast.sign_in(client, cast.ratna())
    sheet = client.get(f"/desk/lembaga/impor/contoh.{form}", headers=spoken)
    assert read_table(sheet.data)[0].cells[0] == first
    called = {"nama": "lembaga", "name": "organisations"}[first]
    assert f'filename="{called}.{form}"' in sheet.headers["Content-Disposition"]
    assert tables.read(sheet.data).unread == []
    kept = client.submit("/desk/lembaga/impor", table=(io.BytesIO(sheet.data), f"lembaga.{form}"))
    for headers in LANGUAGES:
        assert "Yayasan Contoh Sejahtera" in client.get(kept.location, headers=headers).text
    assert "Yayasan Contoh Sejahtera" not in client.get("/desk/lembaga").text
    assert "lembaga" in client.page(client.submit(kept.location))
    assert _rows(client, "/desk/lembaga") == ["Yayasan Contoh Sejahtera"]


def test_another_s_table_does_not_exist(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.ratna())
    kept = client.submit(
        "/desk/lembaga/impor", table=(io.BytesIO(b"".join(tables.template("csv"))), "lembaga.csv")
    )
    cast.sign_in(client, cast.staff(Role.SECRETARIAT))
    assert client.get(kept.location).status_code == 404


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"kode;wilayah\r\n1;2\r\n"])
def test_what_is_no_table_says_so(
    sqlite_app: Flask, client: Client, cast: Cast, data: bytes
) -> None:
    cast.sign_in(client, cast.ratna())
    assert (
        client.submit("/desk/lembaga/impor", table=(io.BytesIO(data), "x.csv")).status_code == 422
    )
