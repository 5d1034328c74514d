"""What a province sees, counts, chooses and takes along of the directory is its own."""

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.client import Client
from webinar_hub.directory import actions
from webinar_hub.directory.focal_requests import actions as asking
from webinar_hub.directory.focal_requests.queries import requests_waiting
from webinar_hub.directory.imports import actions as imports
from webinar_hub.directory.imports.rules import LineVerdict
from webinar_hub.directory.imports.tables import Row, Table
from webinar_hub.directory.merging import actions as merging
from webinar_hub.directory.unknown_names.actions import dismiss_unknown, link_unknown
from webinar_hub.directory.unknown_names.queries import unknown_registrations
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.sheets import read_table
from webinar_hub.network import queries as network
from webinar_hub.network.models import Membership, Organisation, OrganisationKind, Secretariat
from webinar_hub.people.models import Role

ENGLISH = {"Accept-Language": "en"}
NTT = Actor(id=None, label="sekretariat NTT", scopes=frozenset({"53"}))


@pytest.fixture
def kupang(app: Flask, client: Client, cast: Cast) -> Client:
    """The browser of somebody who runs the hub for 53 and looks at the whole network."""
    cast.region("53.71"), cast.region("31")
    yosep = cast.staff(Role.SECRETARIAT, region="53")
    cast.grant(yosep, Role.VIEWER)
    cast.sign_in(client, yosep)
    return client


def _facts(client: Client, path: str) -> list[dict[str, str]]:
    """Return the lists of facts of a page, each as its words say."""
    lists = html.parse(client.get(path, headers=ENGLISH).text).iter("dl")
    return [
        {
            html.text_of(word): html.text_of(said)
            for word, said in zip(each.iter("dt"), each.iter("dd"), strict=True)
        }
        for each in lists
    ]


def _choices(client: Client, path: str) -> list[str]:
    tree = html.parse(client.get(path).text)
    [select_] = [each for each in tree.iter("select") if each.get("name") == "region"]
    return [each.get("value") or "" for each in select_.iter("option")]


def _somebody_of(cast: Cast, organisation: Organisation, region: str, number: int) -> None:
    person = cast.person(f"Orang {number}", phone=f"+62812000{number:04}", region=region)
    registration = cast.registration(
        person, cast.meeting(cast.series(cast.programme(f"Semidaring {number}")))
    )
    registration.organisation_id = person.organisation_id = organisation.id
    db.session.commit()


def test_one_s_own_people_and_registrations_are_counted(kupang: Client, cast: Cast) -> None:
    kept, gone = (cast.organisation(name, region="53.71") for name in ("Yayasan Pelita", "Pelita"))
    for number, region in enumerate(("53.71", "31", "31")):
        _somebody_of(cast, kept, region, number)
    [facts] = _facts(kupang, f"/desk/lembaga/{kept.key}")
    assert (facts["People"], facts["Registrations"]) == ("1 in your region", "1 in your region")
    both = _facts(kupang, f"/desk/lembaga/{kept.key}/gabung?dengan={gone.key}")
    assert [(each["People"], each["Registrations"]) for each in both] == [("1", "1"), ("0", "0")]


def test_one_s_own_regions_can_be_chosen(kupang: Client, cast: Cast) -> None:
    found = cast.organisation("Yayasan Pelita", region="53.71")
    for path in ("/desk/lembaga/baru", f"/desk/lembaga/{found.key}/ubah", "/desk/sekretariat/baru"):
        offered = _choices(kupang, path)
        assert ("53" in offered, "53.71" in offered, {code[:2] for code in offered} - {"-"}) == (
            True,
            True,
            {"53"},
        )
    cast.sign_in(kupang, cast.ratna())
    assert {"", "31", "53.71"} <= set(_choices(kupang, "/desk/lembaga/baru"))


def test_one_s_own_organisations_are_listed_and_taken_along(kupang: Client, cast: Cast) -> None:
    (
        cast.organisation("Yayasan Pelita", region="53.71"),
        cast.organisation("Yayasan Jakarta", region="31"),
    )
    listed = kupang.get("/desk/lembaga").text
    assert ("Yayasan Pelita" in listed, "Yayasan Jakarta" in listed) == (True, False)
    fields = kupang.form("/desk/lembaga", action="/tabel").fields
    _head, *lines = read_table(kupang.post("/desk/lembaga/tabel.csv", data=fields).data)
    assert [line.cells[0] for line in lines] == ["Yayasan Pelita"]


def test_unknown_names_of_one_s_own_people_are_listed(kupang: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    for number, region in enumerate(("53.71", "31")):
        registration = cast.registration(
            cast.person(f"Orang {number}", phone=f"+62812000{number:04}", region=region), meeting
        )
        registration.organisation_name = f"Tunas {region}"
    db.session.commit()
    page = kupang.get("/desk/lembaga/belum-dikenal").text
    assert ("Tunas 53.71" in page, "Tunas 31" in page) == (True, False)
    assert (
        [len(unknown_registrations(NTT, key)) for key in ("tunas 53 71", "tunas 31")],
        unknown_registrations(NTT, "x"),
    ) == (
        [1, 0],
        [],
    )
    for key in ("tunas 53 71", "tunas 31"):
        db.write(dismiss_unknown, key, by=DIRECTOR, now=clock.now())
    page = kupang.get("/desk/lembaga/belum-dikenal").text
    assert "Disisihkan" in page
    assert ("Tunas 53.71" in page, "Tunas 31" in page) == (True, False)


def test_a_merge_of_one_s_own_two_is_offered_to_be_taken_back(kupang: Client, cast: Cast) -> None:
    kept, near, far = (
        cast.organisation(name, region=region)
        for name, region in (("Satu", "53.71"), ("Dua", "53"), ("Tiga", "31"))
    )
    page = f"/desk/lembaga/{kept.key}"
    db.write(merging.merge, kept, far, by=DIRECTOR, now=clock.now())
    assert "/batal" not in kupang.get(page).text
    db.write(merging.merge, kept, near, by=DIRECTOR, now=clock.now())
    assert "/batal" in kupang.get(page).text


def test_a_secretariat_is_shown_to_whom_it_belongs(kupang: Client, cast: Cast) -> None:
    office = cast.organisation("Sekretariat Nasional", region="53.71")
    db.session.add(Secretariat(organisation_id=office.id, region_code=None, issuer_code="NASIONAL"))
    db.session.commit()
    assert "NASIONAL" not in kupang.get(f"/desk/lembaga/{office.key}").text
    cast.sign_in(kupang, cast.ratna())
    assert "NASIONAL" in kupang.get(f"/desk/lembaga/{office.key}").text


def test_a_table_moves_nothing_out_of_one_s_region(app: Flask, cast: Cast) -> None:
    cast.region("31")
    (
        cast.organisation("Yayasan Pelita", region="53.71"),
        cast.organisation("Yayasan Lentera", region="53.71"),
    )
    rows = [
        Row(2, "Yayasan Pelita", region="DKI Jakarta"),
        Row(3, "Yayasan Lentera", region="NTT"),
    ]
    content = imports.look_at(Table(rows, []), by=NTT)
    assert [each["verdict"] for each in content["verdicts"]] == [
        LineVerdict.ERROR,
        LineVerdict.CHANGES,
    ]


def test_who_asks_to_be_focal_person_is_counted_where_it_is_decided(app: Flask, cast: Cast) -> None:
    for number, region in enumerate(("53.71", "31", "31")):
        of = cast.organisation(f"Yayasan {number}", region=region)
        facts: dict[str, Any] = {
            "typed_name": "Maya Sopha",
            "email": f"maya{number}@pelita.example",
            "phone": None,
            "proof": "Ya.",
            "language": "id",
        }
        db.write(
            asking.confirm, db.write(asking.ask, of, **facts, now=clock.now()), now=clock.now()
        )
    assert [requests_waiting(actor) for actor in (NTT, DIRECTOR)] == [1, 3]


def test_who_was_slower_is_told_what_is_stored_now(kupang: Client, cast: Cast) -> None:
    cast.sector()
    found = cast.organisation("Yayasan Pelita", region="53.71")
    path = f"/desk/lembaga/{found.key}/ubah"
    fields = kupang.form(path, "name", action="/ubah").fields
    kupang.submit(path, action="/ubah", name="Yayasan Pelita Harapan", sectors=["kesehatan"])
    answer = kupang.post(path, data={**fields, "abbreviation": "YP", "form_id": "lain"})
    cells = [html.text_of(each) for each in html.parse(answer.text).iter("td")]
    assert answer.status_code == 409
    assert {"Yayasan Pelita Harapan", "Yayasan Pelita", "YP", "Kesehatan"} <= set(cells)
    assert kupang.submit(path, action="/ubah", abbreviation="YPH").status_code == 303
    assert (
        db.session.scalars(
            select(Organisation.abbreviation).where(Organisation.id == found.id)
        ).one()
        == "YPH"
    )


def test_networks_of_others_may_be_joined_but_not_changed(kupang: Client, cast: Cast) -> None:
    found = cast.organisation("Yayasan Pelita", region="53.71")
    network = cast.organisation("Jaringan Pesisir", kind=OrganisationKind.NETWORK)
    assert (
        kupang.submit(
            f"/desk/lembaga/{found.key}/jaringan", network="Jaringan Pesisir", since="2020-01-01"
        ).status_code
        == 303
    )
    assert db.session.scalars(select(Membership)).one().spell == (date(2020, 1, 1), None)
    assert kupang.get(f"/desk/lembaga/{network.key}").status_code == 404
    assert (
        kupang.submit(
            "/desk/lembaga/impor",
            table=(io.BytesIO(b"nama,jenis\nJaringan Pesisir,LSM\n"), "x.csv"),
        ).status_code
        == 303
    )


def test_a_wider_secretariat_that_sits_here_is_not_renamed_here(kupang: Client, cast: Cast) -> None:
    nation = cast.secretariat().organisation
    nation.region_code = "53.71"
    db.session.commit()
    answer = kupang.submit(f"/desk/lembaga/{nation.key}/ubah", abbreviation="PALSU")
    assert (answer.status_code, db.session.get_one(Organisation, nation.id).abbreviation) == (
        403,
        "",
    )
    [verdict] = imports.look_at(Table([Row(2, nation.name, "PALSU")], []), by=NTT)["verdicts"]
    assert verdict["verdict"] == LineVerdict.ERROR
    registration = cast.registration(cast.maria(), cast.meeting())
    registration.organisation_name = "Palsu"
    db.session.commit()
    db.write(link_unknown, "palsu", nation, by=NTT, now=clock.now())
    assert db.session.get_one(Organisation, nation.id).other_names == ()


def test_another_s_alias_takes_no_name_away(app: Flask, cast: Cast) -> None:
    makassar, kupang = cast.organisation("Balai Pesisir", region="73.71"), cast.pelita()
    facts = {
        "version": kupang.version,
        "name": kupang.name,
        "kind": kupang.kind,
        "region_code": kupang.region_code,
        "abbreviation": "",
    }
    db.write(
        actions.change, kupang, **facts, aliases=("Balai Pesisir", "BP"), by=NTT, now=clock.now()
    )
    assert network.called("balai pesisir") == makassar
    assert network.called("BP") == kupang
    cast.organisation("Lain", abbreviation="BP")
    assert network.called("BP") is None
