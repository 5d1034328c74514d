"""Unknown names are linked or set aside: on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.directory.registered import registered
from webinar_hub.directory.unknown_names import actions, queries, rules
from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network import queries as organisations
from webinar_hub.registrations.models import RegistrationState

NTT = Actor(id=7, label="sekretariat NTT", scopes=frozenset({"53"}))


def test_an_unknown_name_is_linked_in_one_s_own_region(app: Flask, cast: Cast) -> None:
    cast.region("53.71")
    found = cast.organisation("Wahana Visi Indonesia", region="53.71")
    mine = [registered(cast, name) for name in ("Wahanna Visi", "WAHANNA VISI.")]
    mine[0].registered_at = mine[0].person.added_at
    elsewhere = registered(cast, "Wahanna Visi", region="31")
    assert [(each.name, each.number) for each in queries.unknown(NTT)] == [("WAHANNA VISI.", 2)]
    db.write(actions.link_unknown, "wahanna visi", found, by=NTT, now=clock.now())
    for registration in (*mine, elsewhere):
        db.session.refresh(registration)
    assert [each.organisation_id for each in (*mine, elsewhere)] == [found.id, found.id, None]
    assert [each.person.organisation_id for each in mine] == [found.id, None], (
        "what somebody else typed for a known person decides nothing"
    )
    assert organisations.called("wahanna visi") == found
    assert queries.unknown(NTT) == []
    with pytest.raises(rules.NothingToLink):
        db.write(actions.link_unknown, "wahanna visi", found, by=NTT, now=clock.now())


def test_a_name_linked_to_another_region_s_organisation_changes_nothing_of_it(
    app: Flask, cast: Cast
) -> None:
    cast.region("31")
    found = cast.organisation("Wahana Visi Indonesia", region="31")
    registered(cast, "Wahanna Visi")
    db.write(
        actions.link_named,
        "wahanna visi",
        organisation_key=found.key,
        typed="",
        by=NTT,
        now=clock.now(),
    )
    assert (found.other_names, queries.unknown(NTT)) == ((), [])


def test_a_typed_name_must_be_known(app: Flask, cast: Cast) -> None:
    registered(cast, "Wahanna Visi")
    with pytest.raises(rules.NobodyChosen):
        db.write(
            actions.link_named,
            "wahanna visi",
            organisation_key="",
            typed="Entah",
            by=DIRECTOR,
            now=clock.now(),
        )


def test_what_is_no_organisation_is_set_aside(app: Flask, cast: Cast) -> None:
    registration = registered(cast, "tidak ada")
    db.write(actions.dismiss_unknown, "tidak ada", by=DIRECTOR, now=clock.now())
    db.session.refresh(registration)
    assert (registration.organisation_name, queries.unknown(DIRECTOR)) == ("", [])
    assert db.session.scalars(
        select(Entry.before).where(Entry.subject_kind == "registration")
    ).one() == {"organisation_name": "tidak ada"}


def test_what_was_set_aside_is_put_back_in_one_s_own_region_for_a_month(
    app: Flask, cast: Cast
) -> None:
    cast.region("31")
    mine, left, elsewhere = (
        registered(cast, "Sanggar", region=region) for region in ("53.71", "53.71", "31")
    )
    now = clock.now()
    db.write(actions.dismiss_unknown, "sanggar", by=DIRECTOR, now=now)
    left.state = RegistrationState.LEFT
    db.session.commit()
    assert [(each.name, each.number) for each in queries.names_set_aside(DIRECTOR, now)] == [
        ("Sanggar", 2)
    ]
    assert queries.names_set_aside(DIRECTOR, now + UNDO_WITHIN) == []
    assert db.write(actions.ask_again, "sanggar", by=NTT, now=now) == 1
    for each in (mine, left, elsewhere):
        db.session.refresh(each)
    assert [each.organisation_name for each in (mine, left, elsewhere)] == ["Sanggar", "", ""]
    with pytest.raises(rules.NothingToLink):
        db.write(actions.ask_again, "sanggar", by=NTT, now=now)
