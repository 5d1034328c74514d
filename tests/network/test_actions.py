"""Organisations are added, changed, closed and join networks; each change is written down."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, NTT, Cast
from tests.noted_verbs import verbs
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network import actions, queries, rules
from webinar_hub.network.models import Membership, Organisation, OrganisationKind


def _add(
    name: str,
    *,
    region: str | None = None,
    abbreviation: str = "",
    aliases: tuple[str, ...] = (),
    by: Actor = DIRECTOR,
) -> Organisation:
    facts = {"region_code": region, "abbreviation": abbreviation, "aliases": aliases}
    return db.write(
        actions.add_organisation,
        name,
        OrganisationKind.NGO,
        **facts,  # type: ignore[arg-type]
        by=by,
        now=clock.now(),
    )


def _change(organisation: Organisation, by: Actor = DIRECTOR, **changed: object) -> Organisation:
    facts = {
        "version": organisation.version,
        "name": organisation.name,
        "kind": organisation.kind,
        "region_code": organisation.region_code,
        "abbreviation": organisation.abbreviation,
        "aliases": organisation.other_names,
    }
    return db.write(
        actions.change_organisation,
        organisation,
        **{**facts, **changed},  # type: ignore[arg-type]
        by=by,
        now=clock.now(),
    )


@pytest.mark.parametrize(
    "written", ["WVI", "Wahana Visi", "Wahanna Visi", "wahanavisi", "World Vision"]
)
def test_it_is_found_by_whatever_people_write(app: Flask, cast: Cast, written: str) -> None:
    cast.organisation("Yayasan Wahana Bakti")
    found = _add("Wahana Visi Indonesia", abbreviation="WVI", aliases=("World Vision Indonesia",))
    assert queries.search(written) == [found]


def test_signs_of_searches_are_letters(app: Flask, cast: Cast) -> None:
    cast.organisation("Yayasan Pelita")
    assert [list(queries.search(words)) for words in ("%", "_", "|", "zzzz qqqq")] == [
        [],
        [],
        [],
        [],
    ]


def test_a_name_is_borne_once(app: Flask, cast: Cast) -> None:
    _add("Yayasan Pelita")
    with pytest.raises(rules.NameTaken):
        _add("YAYASAN PELITA.")


def test_a_province_adds_in_its_own_region(app: Flask, cast: Cast) -> None:
    cast.region("53.71"), cast.region("91")
    assert _add("Yayasan Pelita", region="53.71", by=NTT).region_code == "53.71"
    for region in (None, "91"):
        with pytest.raises(rules.OutsideScope):
            _add("Yayasan Lain", region=region, by=NTT)


def test_a_former_name_stays_an_alias(app: Flask, cast: Cast) -> None:
    found = _add("World Vision Indonesia", abbreviation="WVI")
    changed = _change(found, name="Wahana Visi Indonesia")
    assert (changed.name, changed.other_names) == (
        "Wahana Visi Indonesia",
        ("World Vision Indonesia",),
    )
    assert queries.called("world vision indonesia") == changed
    entry = db.session.scalars(select(Entry).where(Entry.verb == "changed")).one()
    assert entry.before == {"name": "World Vision Indonesia", "aliases": []}
    assert entry.after == {"name": "Wahana Visi Indonesia", "aliases": ["World Vision Indonesia"]}


def test_who_was_slower_overwrites_nothing(app: Flask, cast: Cast) -> None:
    found = _add("Yayasan Pelita")
    version = found.version
    _change(found, abbreviation="YP")
    with pytest.raises(rules.Conflict):
        _change(found, version=version, abbreviation="XX")
    assert db.session.scalars(select(Organisation.abbreviation)).one() == "YP"


def test_saving_the_same_writes_nothing_down(app: Flask, cast: Cast) -> None:
    found = _add("Yayasan Pelita")
    _change(found)
    assert verbs(of=found) == ["added"]


def test_closed_is_offered_no_more_and_can_be_reopened(app: Flask, cast: Cast) -> None:
    found = _add("Yayasan Pelita")
    db.write(actions.close_organisation, found, by=DIRECTOR, now=clock.now())
    assert (list(queries.search("pelita")), queries.called("Yayasan Pelita")) == ([], None)
    with pytest.raises(rules.Closed):
        _change(found, abbreviation="YP")
    db.write(actions.reopen_organisation, found, by=DIRECTOR, now=clock.now())
    assert queries.called("Yayasan Pelita") == found
    assert verbs(of=found) == ["added", "closed", "reopened"]


def test_a_secretariat_stays_open(app: Flask, cast: Cast) -> None:
    found = cast.secretariat().organisation
    with pytest.raises(rules.SecretariatStays):
        db.write(actions.close_organisation, found, by=DIRECTOR, now=clock.now())


def test_memberships_begin_and_end(app: Flask, cast: Cast) -> None:
    network, found = (
        cast.organisation("Jaringan Pesisir", kind=OrganisationKind.NETWORK),
        cast.organisation("Yayasan Pelita"),
    )

    def join(since: date) -> Membership:
        return db.write(
            actions.join_network, found, network, since=since, by=DIRECTOR, now=clock.now()
        )

    def end(until: date) -> None:
        db.write(
            actions.date_membership,
            first,
            since=date(2020, 1, 1),
            until=until,
            by=DIRECTOR,
            now=clock.now(),
        )

    first = join(date(2020, 1, 1))
    with pytest.raises(rules.AlreadyMember):
        join(date(2021, 1, 1))
    with pytest.raises(rules.EndsBeforeStart):
        end(date(2019, 1, 1))
    end(date(2022, 1, 1))
    with pytest.raises(rules.Overlaps):
        join(date(2021, 1, 1))
    join(date(2022, 1, 1))
    assert _spells() == [(date(2020, 1, 1), date(2022, 1, 1)), (date(2022, 1, 1), None)]
    assert verbs(of=found) == ["joined a network", "left a network", "joined a network"]


def _spells() -> list[tuple[date, date | None]]:
    return [row.spell for row in db.session.scalars(select(Membership).order_by(Membership.since))]


def test_a_membership_is_corrected_never_overlaps_and_is_taken_away(app: Flask, cast: Cast) -> None:
    network, found = (
        cast.organisation("Jaringan Pesisir", kind=OrganisationKind.NETWORK),
        cast.organisation("Yayasan Pelita"),
    )
    first = db.write(
        actions.join_network, found, network, since=date(2020, 1, 1), by=DIRECTOR, now=clock.now()
    )

    def correct(membership: Membership, since: date, until: date | None) -> Membership:
        return db.write(
            actions.date_membership,
            membership,
            since=since,
            until=until,
            by=DIRECTOR,
            now=clock.now(),
        )

    correct(first, date(2015, 6, 1), date(2018, 1, 1))
    second = db.write(
        actions.join_network, found, network, since=date(2021, 1, 1), by=DIRECTOR, now=clock.now()
    )
    for since, until in (
        (date(2017, 1, 1), None),
        (date(2015, 6, 1), date(2015, 6, 1)),
        (date(2014, 1, 1), date(2019, 1, 1)),
    ):
        with pytest.raises(rules.Overlaps):
            correct(second, since, until)
    correct(second, date(2018, 1, 1), None)
    with pytest.raises(rules.Overlaps):
        correct(first, date(2015, 6, 1), None)
    assert _spells() == [(date(2015, 6, 1), date(2018, 1, 1)), (date(2018, 1, 1), None)]
    entries = db.session.scalars(
        select(Entry).where(Entry.verb == "corrected a membership").order_by(Entry.id)
    ).all()
    assert [(entry.before["since"], entry.after["since"]) for entry in entries] == [
        ("2020-01-01", "2015-06-01"),
        ("2021-01-01", "2018-01-01"),
    ]
    db.write(actions.remove_membership, first, by=DIRECTOR, now=clock.now())
    assert (_spells(), verbs(of=found)[-1]) == ([(date(2018, 1, 1), None)], "was no member")


def test_only_networks_have_members(app: Flask, cast: Cast) -> None:
    found, other = cast.organisation("Yayasan Pelita"), cast.organisation("Yayasan Lain")
    with pytest.raises(rules.UnknownNetwork):
        db.write(
            actions.join_network, found, other, since=date(2020, 1, 1), by=DIRECTOR, now=clock.now()
        )
