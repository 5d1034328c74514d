"""New and changed people are compared with those who sound alike or share an address.

What was decided stays.
"""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.people.compared import compare
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people import duplicates, rules
from webinar_hub.people.models import Decision, Duplicate, Person, Sound
from webinar_hub.people.rules import Proposal, Traits


def pairs() -> list[tuple[str, str, str]]:
    """Return who is proposed with whom and why, the likeliest first."""
    found = db.session.scalars(
        select(Duplicate).order_by(Duplicate.score.desc(), Duplicate.id)
    ).all()
    names = dict(db.session.execute(select(Person.id, Person.name)).all())
    return [(names[each.one_id], names[each.other_id], each.reasons) for each in found]


def test_who_may_be_one_is_found_and_nobody_else(app: Flask, cast: Cast) -> None:
    cast.person("Siti Aminah", phone="+6281200000001", region="31")
    cast.person("Dr. Sitti Aminah, S.Sos.", phone="+6281200000001", region="53")
    cast.person("Joko Susilo", email="joko@example.org", region="31")
    cast.person("Djoko Soesilo", phone="+6281200000003", region="31")
    cast.person("Joko Susilo", email="js@example.org", region="53")
    compare()
    assert pairs() == [
        ("Siti Aminah", "Sitti Aminah", "phone name"),
        ("Joko Susilo", "Djoko Soesilo", "province name"),
    ]
    assert duplicates.compare_due(now=clock.now()) == 0


def test_a_new_person_and_a_changed_one_are_compared(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    compare()
    assert pairs() == []
    ina = cast.person("Maria Bere", phone="+6281200000009", region="91")
    compare()
    assert pairs() == []
    ina.email = "maria@example.org"
    db.session.commit()
    compare()
    assert pairs() == [("Maria Goreti Bere", "Maria Bere", "email near")]
    db.session.get_one(Person, maria.id).email = None
    db.session.commit()
    compare()
    assert pairs() == []


def test_a_decision_stays_and_is_not_proposed_again(app: Flask, cast: Cast) -> None:
    cast.person("Siti Aminah", phone="+6281200000001")
    other = cast.person("Sitti Aminah", phone="+6281200000001")
    compare()
    found = db.session.scalars(select(Duplicate)).one()
    found.decision = Decision.DIFFERENT
    db.session.get_one(Person, other.id).phone = "+6281200000002"
    db.session.commit()
    compare()
    db.write(duplicates.compare_again, before=clock.now() + timedelta(seconds=1))
    compare()
    assert [each.decision for each in db.session.scalars(select(Duplicate))] == [Decision.DIFFERENT]


def test_a_common_name_says_something_within_an_organisation_only(app: Flask, cast: Cast) -> None:
    home = cast.organisation()
    for number in range(62):
        cast.person("Nur Aini", phone=f"+62812000001{number:02}")
    for person in db.session.scalars(select(Person).order_by(Person.id).limit(2)):
        person.organisation_id = home.id
    db.session.commit()
    compare()
    assert pairs() == [("Nur Aini", "Nur Aini", "organisation name")]


def test_a_batch_asks_the_same_for_three_people_as_for_thirty(app: Flask, cast: Cast) -> None:
    def asked(number: int) -> int:
        for each in range(number):
            cast.person("Siti Aminah", email=f"{number}-{each}@example.org", region="31")
        with statements() as seen:
            duplicates.compare_due(now=clock.now())
        return len(seen)

    assert asked(3) == asked(30)


def test_hundreds_of_names_at_one_address_make_few_pairs(app: Flask, cast: Cast) -> None:
    for number in range(120):
        cast.person(
            f"Nama Orang {'abcdefghijkl'[number % 12]}{'mnopqrstuv'[number // 12]}",
            email="kantor@example.org",
            region="31",
        )
    compare()
    stands = Counter(
        each
        for pair in db.session.execute(select(Duplicate.one_id, Duplicate.other_id))
        for each in pair
    )
    assert max(stands.values(), default=0) <= duplicates.PAIRS
    assert len(db.session.scalars(select(Duplicate.id)).all()) <= 120 * duplicates.PAIRS / 2


def test_twenty_at_one_address_are_still_compared(app: Flask, cast: Cast) -> None:
    for number in range(18):
        cast.person(
            f"Staf {'abcdefghijklmnopqr'[number] * 6}", email="kantor@example.org", region="31"
        )
    cast.person("Siti Aminah", email="kantor@example.org", region="31")
    cast.person("Siti Amina Putri", email="kantor@example.org", region="53")
    compare()
    assert ("Siti Aminah", "Siti Amina Putri", "email near") in pairs()


def test_a_name_that_hundreds_bear_puts_nobody_into_more_than_twenty_pairs(
    app: Flask, cast: Cast
) -> None:
    for number in range(50):
        cast.person("Siti Aminah", email=f"siti{number}@example.org", region="53.71")
    compare()
    stands = Counter(
        each
        for pair in db.session.execute(select(Duplicate.one_id, Duplicate.other_id))
        for each in pair
    )
    assert max(stands.values()) == duplicates.PAIRS


def test_nobody_waits_while_people_are_compared(
    sqlite_app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes while they are compared is not kept waiting.

    Who was changed by it is compared anew.
    """
    cast.person("Siti Aminah", phone="+6281200000001")
    other = cast.person("Sitti Aminah", phone="+6281200000001")
    propose = rules.propose

    def meanwhile(*traits: Traits) -> Proposal | None:
        with (
            db.engine.connect().execution_options(webinar_hub_writing=True) as connection,
            connection.begin(),
        ):
            connection.execute(
                update(Person).where(Person.id == other.id).values(phone="+6281200000002")
            )
        return propose(*traits)

    monkeypatch.setattr(rules, "propose", meanwhile)
    assert duplicates.compare_due(now=clock.now()) == 2
    monkeypatch.undo()
    assert pairs() == []
    db.session.rollback()
    left = select(Person.id).where(Person.compared_at.is_(None))
    assert list(db.session.scalars(left)) == [other.id]


def test_a_merged_person_is_found_under_no_key(app: Flask, cast: Cast) -> None:
    maria, other = cast.maria(), cast.person("Maria Bere", phone="+6281200000009")
    compare()
    other = db.session.get_one(Person, other.id)
    other.merged_into_id, other.compared_at = maria.id, None
    db.session.commit()
    compare()
    assert set(db.session.scalars(select(Sound.person_id))) == {maria.id}
