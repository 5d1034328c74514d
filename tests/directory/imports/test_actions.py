"""Tables are taken in once: on both databases."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.house.dump import dump
from tests.statements import statements
from webinar_hub.directory.imports import actions, rules
from webinar_hub.directory.imports.rules import Verdict
from webinar_hub.directory.imports.tables import Row, Table
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network import parents
from webinar_hub.network import queries as organisations
from webinar_hub.network import sectors as work
from webinar_hub.network.models import (
    Membership,
    Organisation,
    OrganisationKind,
    Parent,
    ParentKind,
)

NTT = Actor(id=7, label="sekretariat NTT", scopes=frozenset({"53"}))


def _keep(*rows: Row, by: Actor = DIRECTOR) -> DirectoryImport:
    return db.write(
        actions.keep_table,
        actions.look_at(Table(list(rows), []), by=by),
        file_name="lembaga.csv",
        by=by,
        now=clock.now(),
    )


def _take_in(
    kept: DirectoryImport, *, doubtful: bool = False, by: Actor = DIRECTOR
) -> dict[str, Any]:
    counts: dict[str, Any] = db.write(
        actions.take_in, kept, doubtful=doubtful, by=by, now=clock.now()
    ).content["counts"]
    return counts


def _told(kept: DirectoryImport) -> list[tuple[str, list[str]]]:
    return [
        (each["verdict"], [why["message"] for why in each["why"]] or each["fields"])
        for each in kept.content["verdicts"]
    ]


TABLE = (
    Row(2, "Jaringan Pesisir", "JP", kind="jaringan nasional"),
    Row(
        3,
        "Yayasan Pelita Mutis",
        "YPM",
        ("Pelita Mutis",),
        "LSM",
        "Kota Kupang",
        ("Jaringan Pesisir",),
    ),
    Row(4, "Yayasan Lentera", "YL", (), "NGO", "NTT", ("JP",)),
)


def test_a_table_is_taken_in_once(app: Flask, cast: Cast) -> None:
    cast.region("53.71")
    kept = _keep(*TABLE)
    assert _told(kept) == [(Verdict.NEW, [])] * 3
    assert db.session.scalars(select(Organisation)).all() == []
    assert _take_in(kept) == {"new": 3, "left_out": 0}
    network, pelita, lentera = db.session.scalars(
        select(Organisation).order_by(Organisation.id)
    ).all()
    assert (pelita.kind, pelita.region_code, pelita.other_names) == (
        OrganisationKind.NGO,
        "53.71",
        ("Pelita Mutis",),
    )
    members = db.session.execute(
        select(Membership.organisation_id, Membership.network_id).order_by(Membership.id)
    ).all()
    assert [tuple(row) for row in members] == [(pelita.id, network.id), (lentera.id, network.id)]
    with pytest.raises(rules.AlreadyTakenIn):
        _take_in(kept)
    again = _keep(*TABLE)
    assert _told(again) == [(Verdict.SAME, [])] * 3
    before = {
        table: rows for table, rows in dump().items() if table not in ("directory_import", "entry")
    }
    assert _take_in(again) == {"same": 3, "left_out": 0}
    assert {
        table: rows for table, rows in dump().items() if table not in ("directory_import", "entry")
    } == before


def test_a_line_changes_what_it_says_and_empties_nothing(app: Flask, cast: Cast) -> None:
    cast.region("53.71")
    _take_in(_keep(*TABLE))
    kept = _keep(Row(2, "pelita mutis", "YPMS", ("Yayasan Pelita",), "organisasi keagamaan"))
    assert _told(kept) == [(Verdict.CHANGES, ["abbreviation", "aliases", "kind"])]
    _take_in(kept)
    found = organisations.called("Yayasan Pelita Mutis")
    assert found is not None
    assert (found.abbreviation, found.other_names, found.kind, found.region_code) == (
        "YPMS", ("Pelita Mutis", "Yayasan Pelita", "YPM"), OrganisationKind.FAITH, "53.71",
    )  # fmt: skip


def test_a_table_says_sectors_since_when_and_of_what_something_is_a_part(
    app: Flask, cast: Cast
) -> None:
    cast.sector(), cast.sector("Pendidikan", "Education")
    table = (
        Row(2, "Jaringan Pesisir", "JP", kind="jaringan nasional", parents=("Universitas Nusa",)),
        Row(3, "Universitas Nusa", kind="kampus"),
        Row(4, "Jaringan Pendidik", kind="jaringan nasional"),
        Row(
            5,
            "Pelita Kupang",
            "PK",
            (),
            "LSM",
            "",
            ("JP", "Jaringan Pendidik"),
            ("2019", "31/05/2020"),
            ("Kesehatan", "education"),
            ("Yayasan Pelita",),
        ),
        Row(6, "Yayasan Pelita", "", (), "LSM"),
    )  # fmt: skip
    kept = _keep(*table)
    assert _told(kept) == [(Verdict.NEW, [])] * 5
    _take_in(kept)
    network, university, _other, branch, whole = db.session.scalars(
        select(Organisation).order_by(Organisation.id)
    ).all()
    [link] = parents.above(network)
    assert (link.parent, link.kind) == (university, ParentKind.NETWORK)
    assert [(link.parent, link.kind) for link in parents.above(branch)] == [
        (whole, ParentKind.BRANCH)
    ]
    assert [
        row.since for row in db.session.scalars(select(Membership).order_by(Membership.since))
    ] == [date(2019, 1, 1), date(2020, 5, 31)]
    assert [sector.code for sector in work.of([branch.id])[branch.id]] == [
        "kesehatan",
        "pendidikan",
    ]
    assert _told(_keep(*table)) == [(Verdict.SAME, [])] * 5
    later = _keep(
        Row(
            2,
            "Pelita Kupang",
            networks=("JP",),
            since=("2018-02-01",),
            parents=("Universitas Nusa",),
        )
    )
    assert _told(later) == [(Verdict.CHANGES, ["since", "parents"])]
    _take_in(later)
    assert [
        row.since for row in db.session.scalars(select(Membership).order_by(Membership.since))
    ] == [date(2018, 2, 1), date(2020, 5, 31)]
    assert [link.parent for link in parents.above(branch)] == [university, whole]


def test_a_name_that_a_network_shares_with_another_means_the_network(
    app: Flask, cast: Cast
) -> None:
    network = cast.organisation(
        "Jaringan Pesisir", abbreviation="JP", kind=OrganisationKind.NETWORK
    )
    cast.organisation("Jaya Pustaka", abbreviation="JP"), cast.organisation("Yayasan Pelita")
    kept = _keep(
        Row(2, "Yayasan Pelita", networks=("JP",), since=("2019",)),
        Row(3, "Yayasan Lentera", kind="LSM", networks=("JP",)),
    )
    assert [verdict for verdict, _why in _told(kept)] == [Verdict.CHANGES, Verdict.NEW]
    _take_in(kept)
    assert {row.network_id for row in db.session.scalars(select(Membership))} == {network.id}
    assert len(db.session.scalars(select(Membership)).all()) == 2


def test_lines_that_would_go_round_in_a_circle_are_told_apart(app: Flask, cast: Cast) -> None:
    whole, branch = cast.organisation("Yayasan Pelita"), cast.organisation("Pelita Kupang")
    db.session.add(Parent(organisation_id=branch.id, parent_id=whole.id, kind=ParentKind.BRANCH))
    db.session.commit()
    kept = _keep(
        Row(2, "Yayasan Pelita", parents=("Pelita Kupang",)),
        Row(3, "Satu", kind="LSM", parents=("Dua",)),
        Row(4, "Dua", kind="LSM", parents=("Satu",)),
        Row(5, "Tiga", kind="LSM", parents=("Tiga",)),
    )
    assert [verdict for verdict, _why in _told(kept)] == [Verdict.ERROR] * 4
    _take_in(kept)
    assert {row_id for row_id, above in parents.above_all().items() if above} == {branch.id}


def test_what_is_likely_there_is_left_out_unless_wanted(app: Flask, cast: Cast) -> None:
    cast.organisation("Yayasan Pelita Mutis")
    kept = _keep(Row(2, "Yayasan Pelitta Mutis", kind="LSM"))
    assert [(each["verdict"], each["of"]["name"]) for each in kept.content["verdicts"]] == [
        (Verdict.DOUBTFUL, "Yayasan Pelita Mutis")
    ]
    assert _take_in(kept) == {"left_out": 1}
    assert _take_in(_keep(Row(2, "Yayasan Pelitta Mutis", kind="LSM")), doubtful=True) == {
        "new": 1,
        "left_out": 0,
    }


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (Row(2, "", kind="LSM"), "Write the name of the organisation."),
        (Row(2, "Yayasan A"), "Write what kind of organisation it is."),
        (
            Row(2, "Yayasan A", kind="partai"),
            "“%(what)s” is no kind of organisation that the hub knows.",
        ),
        (
            Row(2, "Yayasan A", kind="LSM", region="Atlantis"),
            "“%(what)s” is no province, district or city.",
        ),
        (
            Row(2, "Yayasan A", kind="LSM", region="Bogor"),
            "“%(what)s” may be %(several)s. Write which.",
        ),
        (
            Row(2, "Yayasan A", kind="LSM", networks=("Tutup",)),
            "The directory has no network, platform or cluster called “%(what)s”.",
        ),
        (
            Row(2, "Yayasan A", kind="LSM", parents=("Entah",)),
            "The directory has no organisation called “%(what)s”, of which this one could be a part.",
        ),
        (
            Row(2, "Yayasan A", kind="LSM", since=("2019",)),
            "Write one date for all networks, or one for each in the same order.",
        ),
        (
            Row(2, "Yayasan A", kind="LSM", since=("lama",)),
            "“%(what)s” is no date. Write it as 2019-05-31, 31/05/2019 or 2019.",
        ),
        (
            Row(2, "x" * 201, kind="LSM"),
            "Names have at most 200 characters, an abbreviation 40, and an organisation at most 40 other names.",
        ),
        (Row(2, "Tutup"), "This organisation is closed. Reopen it first."),
    ],
)
def test_a_line_that_cannot_be_taken_in_says_why(
    app: Flask, cast: Cast, row: Row, message: str
) -> None:
    cast.organisation("Tutup").closed_at = clock.now()
    db.session.commit()
    assert _told(_keep(row)) == [(Verdict.ERROR, [message])]


def test_a_line_says_everything_that_is_wrong_in_it(app: Flask, cast: Cast) -> None:
    [(verdict, why)] = _told(
        _keep(Row(2, "Yayasan A", kind="partai", region="Kab. Probolingo", parents=("Entah",)))
    )
    assert (verdict, why) == (
        Verdict.ERROR,
        [
            "“%(what)s” is no kind of organisation that the hub knows.",
            "“%(what)s” is no province, district or city. Is it %(likely)s?",
            "The directory has no organisation called “%(what)s”, of which this one could be a part.",
        ],
    )


def test_a_sector_that_is_not_offered_keeps_nobody_out(app: Flask, cast: Cast) -> None:
    cast.sector()
    left_out = "“%(what)s” is no sector that the hub offers, and is left out."
    rows = (
        Row(2, "Yayasan A", kind="LSM", sectors=("Kesehatan", "Pesisir")),
        Row(3, "Yayasan Aa", kind="LSM", sectors=("Pesisir",)),
    )
    kept = _keep(*rows)
    assert _told(kept) == [(Verdict.NEW, [left_out])] * 2
    _take_in(kept)
    first = organisations.called("Yayasan A")
    assert first is not None
    assert [sector.code for sector in work.of([first.id])[first.id]] == ["kesehatan"]
    assert [verdict for verdict, _why in _told(_keep(*rows))] == [Verdict.SAME] * 2


def test_networks_that_only_lines_name_are_added_by_who_answers_for_all(
    app: Flask, cast: Cast
) -> None:
    cast.region("53.71")
    cast.organisation("Jaringan Pangan Nusantara", kind=OrganisationKind.NETWORK)
    rows = (
        Row(
            2,
            "Yayasan A",
            kind="yayasan",
            region="Kota Kupang",
            networks=("Jaringan Tani", "Jaringan Pangan Nusantra"),
        ),
        Row(3, "Yayasan B", kind="yayasan", region="Kota Kupang", networks=("jaringan tani",)),
    )
    kept = _keep(*rows)
    named = "Named as a network in line %(line)s, and added as a national network."
    assert _told(kept) == [
        (Verdict.NEW, [named]),
        (Verdict.DOUBTFUL, []),
        (Verdict.NEW, []),
        (Verdict.NEW, []),
    ]
    assert _take_in(kept) == {"new": 3, "left_out": 1}
    added = organisations.called("Jaringan Tani")
    assert added is not None
    assert (added.kind, added.region_code) == (OrganisationKind.NETWORK, None)
    members = db.session.execute(
        select(Organisation.name, Membership.network_id).join(
            Organisation, Organisation.id == Membership.organisation_id
        )
    )
    spelled = organisations.called("Jaringan Pangan Nusantara")
    assert spelled is not None
    assert {tuple(row) for row in members} == {
        ("Yayasan A", added.id),
        ("Yayasan A", spelled.id),
        ("Yayasan B", added.id),
    }
    unknown = _keep(
        Row(2, "Yayasan C", kind="LSM", region="Kota Kupang", networks=("Jaringan Lain",)), by=NTT
    )
    assert _told(unknown) == [
        (Verdict.ERROR, ["The directory has no network, platform or cluster called “%(what)s”."])
    ]


def test_what_leans_on_a_line_that_is_refused_is_refused_with_it(app: Flask, cast: Cast) -> None:
    kept = _keep(
        Row(2, "Jaringan Tani", kind="jaringan", region="Atlantis"),
        Row(3, "Yayasan A", kind="LSM", networks=("Jaringan Tani",)),
        Row(4, "Cabang A", kind="LSM", parents=("Yayasan A",)),
        Row(5, "Yayasan B", kind="LSM"),
        Row(6, "Yayasan B", kind="LSM"),
        Row(7, "Cabang B", kind="LSM", parents=("Yayasan B",)),
    )
    leaning = "“%(what)s” stands in a line that cannot be imported itself."
    assert [why for _verdict, why in _told(kept)][1:3] == [[leaning], [leaning]]
    assert [verdict for verdict, _why in _told(kept)] == [Verdict.ERROR] * 3 + [
        Verdict.NEW,
        Verdict.ERROR,
        Verdict.NEW,
    ]
    assert _take_in(kept) == {"error": 4, "new": 2, "left_out": 0}


@pytest.mark.parametrize(
    "written", ["Jakarta Timur", "Kota Jakarta Timur", "Kota Administrasi Jakarta Timur", "31.75"]
)
def test_a_city_of_jakarta_is_known_however_it_is_written(
    app: Flask, cast: Cast, written: str
) -> None:
    cast.region("31.75")
    _take_in(_keep(Row(2, "Yayasan A", kind="LBH", region=written)))
    assert db.session.scalars(select(Organisation.region_code)).all() == ["31.75"]


@pytest.mark.parametrize("written", ["", "Seluruh Indonesia", "nasional"])
def test_the_whole_country_may_be_written_down(app: Flask, cast: Cast, written: str) -> None:
    _take_in(_keep(Row(2, "Yayasan A", kind="perkumpulan", region=written)))
    assert db.session.scalars(select(Organisation.region_code)).all() == [None]


def test_more_lines_ask_no_more_questions(sqlite_app: Flask, cast: Cast) -> None:
    for number in range(20):
        cast.organisation(f"Yayasan {number}")
    asked = []
    for lines in (1, 20):
        with statements() as seen:
            rows = [Row(number + 2, f"Yayasan {number}") for number in range(lines)]
            actions.look_at(Table(rows, []), by=DIRECTOR)
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_a_name_stands_once_in_a_table(app: Flask, cast: Cast) -> None:
    kept = _keep(Row(2, "Yayasan A", kind="LSM"), Row(3, "yayasan a.", kind="LSM"))
    assert [verdict for verdict, _why in _told(kept)] == [Verdict.NEW, Verdict.ERROR]


def test_a_province_takes_in_its_own_region_only(app: Flask, cast: Cast) -> None:
    cast.region("53.71"), cast.region("31")
    cast.organisation("Yayasan Jakarta", region="31")
    rows = [
        Row(2, "Yayasan A", kind="LSM", region="Kota Kupang"),
        Row(3, "Yayasan B", kind="LSM", region="31"),
        Row(4, "Yayasan Jakarta", "YJ"),
    ]
    assert [verdict for verdict, _why in _told(_keep(*rows, by=NTT))] == [
        Verdict.NEW,
        Verdict.ERROR,
        Verdict.ERROR,
    ]
