"""Organisations become one, with everything that points to them: on both databases."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.directory.registered import registered
from tests.house.dump import dump
from webinar_hub.directory.merging import actions as merging
from webinar_hub.directory.merging import rules
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network import parents
from webinar_hub.network import queries as organisations
from webinar_hub.network import sectors as work
from webinar_hub.network.actions import join_network
from webinar_hub.network.models import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSector,
    Parent,
    ParentKind,
)
from webinar_hub.network.rules import Closed, SecretariatStays


def _merge(kept: Organisation, gone: Organisation) -> None:
    db.write(merging.merge, kept, gone, by=DIRECTOR, now=clock.now())


def test_two_become_one(app: Flask, cast: Cast) -> None:
    kept, gone = (
        cast.organisation("Wahana Visi Indonesia"),
        cast.organisation("World Vision", abbreviation="WV"),
    )
    network = cast.organisation("Jaringan Pesisir", kind=OrganisationKind.NETWORK)
    registration = registered(cast, "World Vision", organisation=gone)
    registration.person.organisation_id = gone.id
    db.session.commit()
    for organisation, since in ((kept, date(2020, 1, 1)), (gone, date(2019, 1, 1))):
        db.write(join_network, organisation, network, since=since, by=DIRECTOR, now=clock.now())
    _merge(kept, gone)
    db.session.refresh(registration)
    assert (
        registration.organisation_id,
        registration.person.organisation_id,
        registration.organisation_name,
    ) == (kept.id, kept.id, "World Vision")
    assert kept.other_names == ("World Vision", "WV")
    assert (gone.merged_into, organisations.called("wv")) == (kept.key, kept)
    assert [
        row.spell
        for row in db.session.scalars(
            select(Membership).where(Membership.organisation_id == kept.id)
        )
    ] == [(date(2019, 1, 1), None)]
    noted = db.session.scalars(
        select(Entry).where(Entry.verb.in_(["merged", "took in"])).order_by(Entry.id)
    ).all()
    assert [(entry.subject_key, entry.verb) for entry in noted] == [
        (gone.key, "merged"),
        (kept.key, "took in"),
    ]
    assert noted[0].before["name"] == "World Vision"
    assert noted[1].after == {"name": "Wahana Visi Indonesia", "aliases": ["World Vision", "WV"]}, (
        "no count of people of elsewhere"
    )


def test_networks_become_one_with_their_members(app: Flask, cast: Cast) -> None:
    kept, gone = (
        cast.organisation(name, kind=OrganisationKind.NETWORK)
        for name in ("Jaringan Satu", "Jaringan Dua")
    )
    member = cast.organisation("Yayasan Pelita")
    db.write(join_network, member, gone, since=date(2019, 1, 1), by=DIRECTOR, now=clock.now())
    db.write(join_network, kept, gone, since=date(2019, 1, 1), by=DIRECTOR, now=clock.now())
    _merge(kept, gone)
    assert [
        row.organisation_id
        for row in db.session.scalars(select(Membership).where(Membership.network_id == kept.id))
    ] == [member.id]


def test_what_both_are_part_of_and_their_sectors_are_united(app: Flask, cast: Cast) -> None:
    kept, gone, whole, other, branch = (
        cast.organisation(name) for name in ("Satu", "Dua", "Induk", "Lain", "Cabang")
    )
    sectors = [cast.sector(name, name) for name in ("Kesehatan", "Gizi")]
    branch_of = [
        (kept, whole, None),
        (gone, whole, date(2019, 1, 1)),
        (gone, other, None),
        (branch, gone, None),
        (gone, kept, None),
    ]
    db.session.add_all(
        Parent(organisation_id=one.id, parent_id=above.id, kind=ParentKind.BRANCH, since=day)
        for one, above, day in branch_of
    )
    db.session.add_all(
        OrganisationSector(organisation_id=one.id, sector_id=sector.id)
        for one, sector in zip((kept, gone), sectors, strict=True)
    )
    db.session.commit()
    _merge(kept, gone)
    assert [(link.parent, link.since) for link in parents.above(kept)] == [
        (whole, date(2019, 1, 1)),
        (other, None),
    ]
    assert [link.parent for link in parents.above(branch)] == [kept]
    assert work.by_organisation([kept.id])[kept.id] == sectors


def test_merging_closes_no_circle(app: Flask, cast: Cast) -> None:
    kept, gone, between = (cast.organisation(name) for name in ("Satu", "Dua", "Tengah"))
    db.session.add_all(
        Parent(organisation_id=one.id, parent_id=above.id, kind=ParentKind.BRANCH)
        for one, above in ((kept, between), (between, gone))
    )
    db.session.commit()
    _merge(kept, gone)
    assert (
        [link.parent for link in parents.above(kept)],
        [link.parent for link in parents.above(between)],
    ) == ([between], [gone])


def test_what_is_not_merged(app: Flask, cast: Cast) -> None:
    kept, secretariat = cast.organisation("Yayasan Pelita"), cast.secretariat().organisation
    other = cast.organisation("Pelita")
    _merge(kept, other)
    before = dump()
    for first, second, refusal in (
        (kept, kept, rules.SameOrganisation),
        (kept, secretariat, SecretariatStays),
        (kept, other, Closed),
        (other, kept, Closed),
    ):
        with pytest.raises(refusal):
            _merge(first, second)
    assert dump() == before
