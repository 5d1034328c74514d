"""What the lines of a table come to, and why some cannot be taken in."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.directory.imports.steps import keep, take_in, verdicts
from webinar_hub.directory.imports.rules import LineVerdict
from webinar_hub.directory.imports.tables import Row
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network import parents
from webinar_hub.network import queries as organisations
from webinar_hub.network import sectors as work
from webinar_hub.network.models import (
    Organisation,
    Parent,
    ParentKind,
)


def test_lines_that_would_go_round_in_a_circle_are_told_apart(app: Flask, cast: Cast) -> None:
    whole, branch = cast.organisation("Yayasan Pelita"), cast.organisation("Pelita Kupang")
    db.session.add(Parent(organisation_id=branch.id, parent_id=whole.id, kind=ParentKind.BRANCH))
    db.session.commit()
    kept = keep(
        Row(2, "Yayasan Pelita", parents=("Pelita Kupang",)),
        Row(3, "Satu", kind="LSM", parents=("Dua",)),
        Row(4, "Dua", kind="LSM", parents=("Satu",)),
        Row(5, "Tiga", kind="LSM", parents=("Tiga",)),
    )
    assert [verdict for verdict, _why in verdicts(kept)] == [LineVerdict.ERROR] * 4
    take_in(kept)
    assert {row_id for row_id, above in parents.above_all().items() if above} == {branch.id}


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
    assert verdicts(keep(row)) == [(LineVerdict.ERROR, [message])]


def test_a_line_says_everything_that_is_wrong_in_it(app: Flask, cast: Cast) -> None:
    [(verdict, why)] = verdicts(
        keep(Row(2, "Yayasan A", kind="partai", region="Kab. Probolingo", parents=("Entah",)))
    )
    assert (verdict, why) == (
        LineVerdict.ERROR,
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
    kept = keep(*rows)
    assert verdicts(kept) == [(LineVerdict.NEW, [left_out])] * 2
    take_in(kept)
    first = organisations.called("Yayasan A")
    assert first is not None
    assert [sector.code for sector in work.by_organisation([first.id])[first.id]] == ["kesehatan"]
    assert [verdict for verdict, _why in verdicts(keep(*rows))] == [LineVerdict.SAME] * 2


def test_what_leans_on_a_line_that_is_refused_is_refused_with_it(app: Flask, cast: Cast) -> None:
    kept = keep(
        Row(2, "Jaringan Tani", kind="jaringan", region="Atlantis"),
        Row(3, "Yayasan A", kind="LSM", networks=("Jaringan Tani",)),
        Row(4, "Cabang A", kind="LSM", parents=("Yayasan A",)),
        Row(5, "Yayasan B", kind="LSM"),
        Row(6, "Yayasan B", kind="LSM"),
        Row(7, "Cabang B", kind="LSM", parents=("Yayasan B",)),
    )
    leaning = "“%(what)s” stands in a line that cannot be imported itself."
    assert [why for _verdict, why in verdicts(kept)][1:3] == [[leaning], [leaning]]
    assert [verdict for verdict, _why in verdicts(kept)] == [LineVerdict.ERROR] * 3 + [
        LineVerdict.NEW,
        LineVerdict.ERROR,
        LineVerdict.NEW,
    ]
    assert take_in(kept) == {"error": 4, "new": 2, "left_out": 0}


@pytest.mark.parametrize(
    "written", ["Jakarta Timur", "Kota Jakarta Timur", "Kota Administrasi Jakarta Timur", "31.75"]
)
def test_a_city_of_jakarta_is_known_however_it_is_written(
    app: Flask, cast: Cast, written: str
) -> None:
    cast.region("31.75")
    take_in(keep(Row(2, "Yayasan A", kind="LBH", region=written)))
    assert db.session.scalars(select(Organisation.region_code)).all() == ["31.75"]


@pytest.mark.parametrize("written", ["", "Seluruh Indonesia", "nasional"])
def test_the_whole_country_may_be_written_down(app: Flask, cast: Cast, written: str) -> None:
    take_in(keep(Row(2, "Yayasan A", kind="perkumpulan", region=written)))
    assert db.session.scalars(select(Organisation.region_code)).all() == [None]


def test_a_name_stands_once_in_a_table(app: Flask, cast: Cast) -> None:
    kept = keep(Row(2, "Yayasan A", kind="LSM"), Row(3, "yayasan a.", kind="LSM"))
    assert [verdict for verdict, _why in verdicts(kept)] == [LineVerdict.NEW, LineVerdict.ERROR]
