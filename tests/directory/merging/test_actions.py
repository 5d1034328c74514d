"""Two organisations become one and two again, to the letter, whatever they had."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.house.dump import dump
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.accounts.roles.rules import InvitationSpent
from webinar_hub.directory import actions
from webinar_hub.directory.merging import actions as merging
from webinar_hub.directory.merging import queries
from webinar_hub.directory.models import FocalRequest, OrganisationMerge
from webinar_hub.directory.unknown_names.actions import link_unknown
from webinar_hub.history.ledger import UNDO_WITHIN, TooLateToUndo, UndoLaterFirst, UndoneAlready
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import NotFound
from webinar_hub.network import actions as network
from webinar_hub.network.models import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSector,
    Parent,
    ParentKind,
)
from webinar_hub.network.rules import SecretariatOfOthers
from webinar_hub.people.models import Affiliation, Grant, Role
from webinar_hub.registrations.models import Registration

_ITS_OWN = {"edition", "entry", "organisation_merge"}


def merge(kept: Organisation, gone: Organisation) -> OrganisationMerge:
    return db.write(merging.merge, kept, gone, by=DIRECTOR, now=clock.now())


def undo(done: OrganisationMerge, *, now: datetime | None = None) -> OrganisationMerge:
    return db.write(merging.undo, done.id, by=DIRECTOR, now=now or clock.now())


def state() -> dict[str, Any]:
    """Return everything that is stored but what tells of the merge and of versions."""
    found = {table: rows for table, rows in dump().items() if table not in _ITS_OWN}
    version = list(Organisation.__table__.c.keys()).index("version")
    found["organisation"] = [
        tuple(cell for place, cell in enumerate(row) if place != version)
        for row in found["organisation"]
    ]
    return found


def _store(*rows: Base) -> None:
    db.session.add_all(rows)
    db.session.commit()


def _with_everything(cast: Cast, called: str, number: int, other: Organisation) -> Organisation:
    """Return an organisation with something in every table; other: one that both belong to."""
    found = cast.organisation(
        called, abbreviation=called[:3], region="53.71", kind=OrganisationKind.REGIONAL_NETWORK
    )
    person = cast.person(f"Orang {number}", phone=f"+62812000{number:04}", region="53.71")
    registration = cast.registration(
        person, cast.meeting(cast.series(cast.programme(f"Semidaring {number}")))
    )
    registration.organisation_id = person.organisation_id = found.id
    maya = cast.focal(found, f"Maya{called} Sopha")
    asked = {
        "email": f"m{number}@lembaga.example",
        "proof": "Ya.",
        "language": "id",
        "made_at": clock.now(),
    }
    member, own, sector = (
        cast.organisation(f"{name} {number}") for name in ("Anggota", "Induk", "Cabang")
    )
    below = {"kind": ParentKind.BRANCH}
    _store(
        Affiliation(person_id=person.id, organisation_id=found.id, since=clock.now()),
        FocalRequest(organisation_id=found.id, person_id=maya.id, **asked),
        Membership(organisation_id=found.id, network_id=other.id, since=date(2020 - number, 1, 1)),
        Membership(organisation_id=member.id, network_id=found.id, since=date(2015, 1, 1)),
        Parent(
            organisation_id=found.id,
            parent_id=other.id,
            **below,
            since=date(2010 + number, 1, 1) if number > 1 else None,
        ),
        Parent(organisation_id=found.id, parent_id=own.id, **below),
        Parent(organisation_id=sector.id, parent_id=found.id, **below),
        *(
            OrganisationSector(organisation_id=found.id, sector_id=cast.sector(name, name).id)
            for name in ("Kesehatan", f"Klaster {number}")
        ),
    )
    return found


@pytest.fixture
def two(app: Flask, cast: Cast) -> tuple[Organisation, Organisation]:
    """Two organisations with something in every table, and much that they share."""
    other = cast.organisation("Jaringan Bersama", kind=OrganisationKind.NETWORK)
    kept, gone = (
        _with_everything(cast, name, number, other)
        for number, name in enumerate(("Satu", "Duaan"), start=1)
    )
    earlier = cast.organisation("Lama")
    earlier.closed_at, earlier.merged_into = clock.now(), gone.key
    db.session.commit()
    return kept, gone


def test_merging_and_undoing_leaves_everything_as_it_was(
    two: tuple[Organisation, Organisation],
) -> None:
    before = state()
    done = merge(*two)
    assert {table for table, rows in state().items() if rows != before[table]} == {
        "affiliation",
        "focal_request",
        "grant",
        "membership",
        "organisation",
        "organisation_sector",
        "parent",
        "person",
        "registration",
    }
    undo(done)
    assert state() == before


def test_no_row_says_the_one_that_went_but_what_the_other_had_already(
    two: tuple[Organisation, Organisation],
) -> None:
    kept, gone = two
    merge(kept, gone)
    left = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "organisation" for key in column.foreign_keys)
        and db.session.execute(select(table.c.id).where(column == gone.id)).first()
    }
    assert left == {
        "membership.organisation_id",  # of the network that both are in
        "organisation_merge.gone_id",
        "organisation_sector.organisation_id",  # the sector that both are in
        "parent.organisation_id",  # what both are a part of
    }
    spells = db.session.scalars(
        select(Membership).where(Membership.organisation_id == kept.id)
    ).all()
    assert [row.since for row in spells] == [date(2018, 1, 1)]


def test_what_came_since_stays_and_what_was_renamed_since_too(app: Flask, cast: Cast) -> None:
    kept, gone = (
        cast.organisation("Wahana Visi Indonesia"),
        cast.organisation("World Vision", abbreviation="WV"),
    )
    done = merge(kept, gone)
    meeting = cast.meeting()
    new = cast.registration(cast.person("Suparmin", phone="+6281234567890", region="31"), meeting)
    new.organisation_id = kept.id
    db.session.commit()
    db.session.refresh(kept)
    facts: dict[str, Any] = {
        "kind": kept.kind,
        "region_code": None,
        "abbreviation": "WVI",
        "aliases": ["Wahana", *kept.other_names],
    }
    db.write(
        network.change_organisation,
        kept,
        version=kept.version,
        name="Wahana Visi",
        **facts,
        by=DIRECTOR,
        now=clock.now(),
    )
    undo(done)
    assert (kept.name, kept.abbreviation, kept.other_names) == (
        "Wahana Visi",
        "WVI",
        ("Wahana", "Wahana Visi Indonesia"),
    )
    assert (gone.merged_into, gone.closed_at, gone.name) == (None, None, "World Vision")
    assert db.session.scalars(select(Registration.organisation_id)).all() == [kept.id]
    verbs = db.session.scalars(
        select(Entry.verb).where(Entry.subject_key.in_([kept.key, gone.key])).order_by(Entry.id)
    ).all()
    assert verbs == [
        "merged",
        "named anew",
        "took in",
        "changed",
        "changed",
        "split off",
        "gave one back",
    ]


def test_what_was_closed_before_stays_closed(app: Flask, cast: Cast) -> None:
    kept, gone = cast.organisation("Satu"), cast.organisation("Dua")
    gone.closed_at = clock.now() - timedelta(days=9)
    db.session.commit()
    before = gone.closed_at
    undo(merge(kept, gone))
    assert (gone.merged_into, gone.closed_at) == (None, before)


def test_undoing_has_an_end_and_an_order(app: Flask, cast: Cast) -> None:
    one, two, three, four = (cast.organisation(name) for name in ("Satu", "Dua", "Tiga", "Empat"))
    first, second = merge(one, two), merge(one, three)
    third = merge(four, one)
    for done in (first, second):
        with pytest.raises(UndoLaterFirst):
            undo(done)
    undo(third)
    with pytest.raises(UndoLaterFirst):
        undo(first)
    with pytest.raises(TooLateToUndo):
        undo(second, now=clock.now() + UNDO_WITHIN + timedelta(seconds=1))
    undo(second)
    with pytest.raises(UndoneAlready):
        undo(second)
    undo(first)
    db.session.expire_all()
    assert [each.merged_into for each in (one, two, three, four)] == [None] * 4


def test_after_thirty_days_it_is_forgotten(app: Flask, cast: Cast) -> None:
    merge(cast.organisation("Satu"), cast.organisation("Dua"))
    db.write(merging.forget_merges, before=clock.now() - UNDO_WITHIN)
    assert len(db.session.scalars(select(OrganisationMerge)).all()) == 1
    db.write(merging.forget_merges, before=clock.now())
    assert db.session.scalars(select(OrganisationMerge)).all() == []


def test_who_sees_one_of_the_two_takes_nothing_back(app: Flask, cast: Cast) -> None:
    kept, gone = (
        cast.organisation("Satu", region=cast.region("53").code),
        cast.organisation("Dua", region=cast.region("31").code),
    )
    done, ntt = merge(kept, gone), Actor(id=7, label="sekretariat NTT", scopes=frozenset({"53"}))
    assert queries.merges_of(kept, ntt, now=clock.now()) == []
    with pytest.raises(NotFound):
        queries.merge(ntt, done.key)
    assert queries.merge(DIRECTOR, done.key) == done


def test_the_button_makes_them_two_again(app: Flask, client: Client, cast: Cast) -> None:
    cast.region("53")
    kept, gone = (
        cast.organisation(name, region="53") for name in ("Wahana Visi Indonesia", "Wahana Visi")
    )
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    page = f"/desk/lembaga/{kept.key}"
    client.submit(f"{page}/gabung?dengan={gone.key}", action="/gabung")
    assert "<h1>Wahana Visi Indonesia" in client.get(f"/lembaga/{gone.key}").text
    form = client.form(page, action="/batal")
    assert "dua lembaga lagi" in client.page(client.post(form.action, data=form.fields))
    assert "/batal" not in client.get(page).text
    assert client.get(f"/desk/lembaga/{gone.key}").status_code == 200
    assert "<h1>Wahana Visi</h1>" in client.get(f"/lembaga/{gone.key}").text
    again = client.post(form.action, data={**form.fields, "form_id": "lain"})
    assert "sudah dipisahkan" in client.page(again)


def test_a_name_linked_since_keeps_pointing_to_the_one_that_stayed(app: Flask, cast: Cast) -> None:
    kept, gone = cast.organisation("Satu"), cast.organisation("Dua")
    done = merge(kept, gone)
    registration = cast.registration(
        cast.person("Suparmin", phone="+6281234567890", region="31"), cast.meeting()
    )
    registration.organisation_name = "Duwa"
    db.session.commit()
    db.write(link_unknown, "duwa", kept, by=DIRECTOR, now=clock.now())
    undo(done)
    assert kept.other_names == ("Duwa",)


def test_roles_and_offers_of_focal_persons_go_where_the_organisation_lies(
    app: Flask, cast: Cast
) -> None:
    kept, gone = cast.organisation("Yayasan Makassar", region="73.71"), cast.pelita()
    ntt = Actor(
        id=cast.staff(Role.SECRETARIAT, region="53").id, label="NTT", scopes=frozenset({"53"})
    )
    maya = cast.focal(gone)
    offer = db.write(
        delegation.invite,
        typed_name="Agus",
        email="agus@example.org",
        role=Role.FOCAL,
        region_code=None,
        organisation_name=gone.name,
        until=None,
        by=ntt,
        now=clock.now(),
    )
    done = merge(kept, gone)
    given = db.session.scalars(select(Grant).where(Grant.person_id == maya.id)).one()
    assert (given.organisation_id, given.region_code) == (kept.id, "73.71")
    with pytest.raises(InvitationSpent):
        db.write(delegation.accept, offer.key, token="token", browser="Firefox", now=clock.now())
    undo(done)
    db.session.expire_all()
    assert (given.organisation_id, given.region_code) == (gone.id, "53.71")
    facts: dict[str, Any] = {
        "version": gone.version,
        "name": gone.name,
        "kind": gone.kind,
        "abbreviation": "",
        "aliases": (),
    }
    db.write(actions.change, gone, **facts, region_code="73.71", by=DIRECTOR, now=clock.now())
    db.session.expire_all()
    assert given.region_code == "73.71"


def test_a_wider_secretariat_takes_no_other_in_by_the_district_where_it_sits(
    app: Flask, cast: Cast
) -> None:
    nation, pelita = cast.secretariat().organisation, cast.pelita()
    nation.region_code = pelita.region_code
    db.session.commit()
    with pytest.raises(SecretariatOfOthers):
        db.write(
            merging.merge,
            nation,
            pelita,
            by=Actor(id=None, label="Kupang", scopes=frozenset({"53"})),
            now=clock.now(),
        )
