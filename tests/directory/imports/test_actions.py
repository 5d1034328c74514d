"""Tables are taken in once: on both databases."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.directory.imports.steps import keep, take_in, verdicts
from tests.house.dump import dump
from tests.statements import statements
from webinar_hub.directory.imports import actions, rules
from webinar_hub.directory.imports.rules import LineVerdict
from webinar_hub.directory.imports.tables import Row, Table
from webinar_hub.history.models import Entry
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network import parents
from webinar_hub.network import queries as organisations
from webinar_hub.network import sectors as work
from webinar_hub.network.models import (
    Membership,
    Organisation,
    OrganisationKind,
    ParentKind,
)

NTT = Actor(id=7, label="sekretariat NTT", scopes=frozenset({"53"}))


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
    kept = keep(*TABLE)
    assert verdicts(kept) == [(LineVerdict.NEW, [])] * 3
    assert db.session.scalars(select(Organisation)).all() == []
    assert take_in(kept) == {"new": 3, "left_out": 0}
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
    reasons = set(db.session.scalars(select(Entry.reason).where(Entry.reason != "")))
    assert reasons == {kept.file_name}
    with pytest.raises(rules.AlreadyTakenIn):
        take_in(kept)
    again = keep(*TABLE)
    assert verdicts(again) == [(LineVerdict.SAME, [])] * 3
    before = {
        table: rows for table, rows in dump().items() if table not in ("directory_import", "entry")
    }
    assert take_in(again) == {"same": 3, "left_out": 0}
    assert {
        table: rows for table, rows in dump().items() if table not in ("directory_import", "entry")
    } == before


def test_a_line_changes_what_it_says_and_empties_nothing(app: Flask, cast: Cast) -> None:
    cast.region("53.71")
    take_in(keep(*TABLE))
    kept = keep(Row(2, "pelita mutis", "YPMS", ("Yayasan Pelita",), "organisasi keagamaan"))
    assert verdicts(kept) == [(LineVerdict.CHANGES, ["abbreviation", "aliases", "kind"])]
    take_in(kept)
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
    kept = keep(*table)
    assert verdicts(kept) == [(LineVerdict.NEW, [])] * 5
    take_in(kept)
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
    assert [sector.code for sector in work.by_organisation([branch.id])[branch.id]] == [
        "kesehatan",
        "pendidikan",
    ]
    assert verdicts(keep(*table)) == [(LineVerdict.SAME, [])] * 5
    later = keep(
        Row(
            2,
            "Pelita Kupang",
            networks=("JP",),
            since=("2018-02-01",),
            parents=("Universitas Nusa",),
        )
    )
    assert verdicts(later) == [(LineVerdict.CHANGES, ["since", "parents"])]
    take_in(later)
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
    kept = keep(
        Row(2, "Yayasan Pelita", networks=("JP",), since=("2019",)),
        Row(3, "Yayasan Lentera", kind="LSM", networks=("JP",)),
    )
    assert [verdict for verdict, _why in verdicts(kept)] == [LineVerdict.CHANGES, LineVerdict.NEW]
    take_in(kept)
    assert {row.network_id for row in db.session.scalars(select(Membership))} == {network.id}
    assert len(db.session.scalars(select(Membership)).all()) == 2


def test_what_is_likely_there_is_left_out_unless_wanted(app: Flask, cast: Cast) -> None:
    cast.organisation("Yayasan Pelita Mutis")
    kept = keep(Row(2, "Yayasan Pelitta Mutis", kind="LSM"))
    assert [(each["verdict"], each["of"]["name"]) for each in kept.content["verdicts"]] == [
        (LineVerdict.DOUBTFUL, "Yayasan Pelita Mutis")
    ]
    assert take_in(kept) == {"left_out": 1}
    assert take_in(keep(Row(2, "Yayasan Pelitta Mutis", kind="LSM")), doubtful=True) == {
        "new": 1,
        "left_out": 0,
    }


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
    kept = keep(*rows)
    named = "Named as a network in line %(line)s, and added as a national network."
    assert verdicts(kept) == [
        (LineVerdict.NEW, [named]),
        (LineVerdict.DOUBTFUL, []),
        (LineVerdict.NEW, []),
        (LineVerdict.NEW, []),
    ]
    assert take_in(kept) == {"new": 3, "left_out": 1}
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
    unknown = keep(
        Row(2, "Yayasan C", kind="LSM", region="Kota Kupang", networks=("Jaringan Lain",)), by=NTT
    )
    assert verdicts(unknown) == [
        (
            LineVerdict.ERROR,
            ["The directory has no network, platform or cluster called “%(what)s”."],
        )
    ]


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


def test_a_province_takes_in_its_own_region_only(app: Flask, cast: Cast) -> None:
    cast.region("53.71"), cast.region("31")
    cast.organisation("Yayasan Jakarta", region="31")
    rows = [
        Row(2, "Yayasan A", kind="LSM", region="Kota Kupang"),
        Row(3, "Yayasan B", kind="LSM", region="31"),
        Row(4, "Yayasan Jakarta", "YJ"),
    ]
    assert [verdict for verdict, _why in verdicts(keep(*rows, by=NTT))] == [
        LineVerdict.NEW,
        LineVerdict.ERROR,
        LineVerdict.ERROR,
    ]
