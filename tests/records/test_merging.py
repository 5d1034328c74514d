"""Two become one, whatever they had."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.attendance.stays import came
from tests.cast import DIRECTOR, Cast, soon
from tests.records.merged_lives import KUPANG, anew, certified, merge, pair, undo
from webinar_hub.attendance.models import Attendance
from webinar_hub.history.ledger import (
    Ledger,
)
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import NotFound
from webinar_hub.messages.models import Letter
from webinar_hub.people.actions import find_or_add
from webinar_hub.people.holdings import moved
from webinar_hub.people.models import Decision, Duplicate, Grant, Person, Role
from webinar_hub.records.letters import MERGED
from webinar_hub.records.same import actions as merging
from webinar_hub.records.same import queries as pairs
from webinar_hub.records.same import rules
from webinar_hub.records.same.actions import Part
from webinar_hub.registrations import personal_links
from webinar_hub.registrations import queries as registered
from webinar_hub.registrations.models import AccessNeed, SeatStatus
from webinar_hub.registrations.proof import queries as sent_forms


def test_both_histories_are_one(app: Flask, cast: Cast) -> None:
    series = cast.series()
    past, coming = cast.meeting(series, starts_at=soon(days=-7)), cast.meeting(series)
    elsewhere = cast.meeting(cast.series(cast.programme("Lain")))
    one, other = (
        cast.person("Siti Aminah", phone="+6281200000001"),
        cast.person("Sitti Aminah", email="siti@example.org"),
    )
    first, second = cast.registration(one, past), cast.registration(other, past, coming)
    third = cast.registration(other, elsewhere)
    came(first, past, 20, "HP Siti")
    came(second, past, 115, "Sitti")
    certificate = certified(cast, other, elsewhere, 1)
    done = merge(one, other, Part.EMAIL)
    kept = anew(one)
    assert (done.kept_id, kept.name, kept.phone, kept.email) == (
        one.id,
        "Siti Aminah",
        "+6281200000001",
        "siti@example.org",
    )
    [seat_there, seat_coming] = sorted(anew(first).seats, key=lambda each: each.meeting_id)
    assert [seat_there.status, seat_coming.status] == [SeatStatus.CONFIRMED, SeatStatus.CONFIRMED]
    assert [
        found.seconds
        for found in db.session.scalars(
            select(Attendance).where(Attendance.seat_id == seat_there.id)
        )
    ] == [115 * 60]
    links = [cast.link(anew(each)) for each in (first, second, third)]
    assert [registered.by_link(cast.links.link_key, link).id for link in links] == [
        first.id,
        first.id,
        third.id,
    ]
    assert (anew(certificate).person_id, anew(certificate).facts["holder"]) == (
        one.id,
        "Sitti Aminah",
    )
    assert [entry.verb for entry in db.session.scalars(select(Entry).order_by(Entry.id))][-2:] == [
        "merged",
        "took in a person",
    ]


def test_a_form_of_who_was_merged_casts_no_doubt_on_who_was_there_before(
    app: Flask, cast: Cast
) -> None:
    meeting = cast.meeting()
    kept = cast.registration(cast.maria(), meeting)
    gone = cast.registration(cast.person("Maria Bere", email="m@example.org"), meeting)
    form = cast.sent_form(gone, meeting, made_registration=True)
    assert not sent_forms.proved(gone)
    done = merge(kept.person, gone.person)
    assert anew(form).registration_id == kept.id
    assert sent_forms.proved(kept)
    undo(done)
    assert not sent_forms.proved(gone)


@pytest.mark.parametrize(
    ("typed", "email", "phone"),
    [
        ("Siti Aminah", None, "+6281200000001"),
        ("Sitti Aminah", "siti@example.org", None),
        ("Sitti Aminah", None, "+6281200000001"),
        ("Siti Aminah", "siti@example.org", None),
    ],
)
@pytest.mark.parametrize("chosen", [(), (Part.NAME,), (Part.EMAIL,), (Part.NAME, Part.EMAIL)])
def test_every_name_at_every_address_leads_to_the_one_who_stays(
    app: Flask,
    cast: Cast,
    typed: str,
    email: str | None,
    phone: str | None,
    chosen: tuple[Part, ...],
) -> None:
    one, other = (
        cast.person("Siti Aminah", phone="+6281200000001"),
        cast.person("Sitti Aminah", email="siti@example.org"),
    )
    merge(one, other, *chosen)
    found = db.write(find_or_add, typed_name=typed, email=email, phone=phone, now=clock.now())
    assert (found.person.id, found.new) == (one.id, False)
    somebody = db.write(find_or_add, typed_name="Yosep", email=email, phone=phone, now=clock.now())
    assert somebody.new


def test_the_link_is_sent_again_whichever_address_is_typed(app: Flask, cast: Cast) -> None:
    one, other = (
        cast.person("Siti Aminah", phone="+6281200000001"),
        cast.person("Sitti Aminah", email="siti@example.org"),
    )
    cast.registration(other, cast.meeting())
    merge(one, other)
    for address in ("siti@example.org", None):
        assert (
            db.write(
                personal_links.send_to,
                address,
                None if address else "+6281200000001",
                now=clock.now(),
            )
            == 1
        )


def test_accounts_are_for_the_network_and_never_two(app: Flask, cast: Cast) -> None:
    staff = cast.staff(Role.SECRETARIAT, region="53", name="Yosep Rumbiak")
    staff.region_code = "53"
    older = cast.person("Yosep Rumbiak", phone="+6281200000001", region="53")
    found = pair(older, staff)
    with pytest.raises(rules.AccountElsewhere):
        db.write(merging.merge, found.id, frozenset(), by=KUPANG, now=clock.now())
    done = db.write(merging.merge, found.id, frozenset(), by=DIRECTOR, now=clock.now())
    assert (done.kept_id, done.gone_id) == (staff.id, older.id)
    assert [grant.person_id for grant in db.session.scalars(select(Grant))] == [staff.id]
    ratna = cast.ratna()
    with pytest.raises(rules.TwoAccounts):
        merge(anew(staff), ratna)


def test_a_province_merges_its_own_people_only(app: Flask, cast: Cast) -> None:
    here, there = (
        cast.person("Siti Aminah", region="53.71"),
        cast.person("Sitti Aminah", region="91"),
    )
    also_here = cast.person("Siti Aminah", phone="+6281200000001", region="53")
    cast.registration(there, cast.meeting()).region_code = "53"
    db.session.commit()
    with pytest.raises(NotFound):
        merge(here, there, by=KUPANG)
    with pytest.raises(NotFound):
        db.write(
            merging.decide,
            db.session.scalars(select(Duplicate.id)).one(),
            Decision.DIFFERENT,
            by=KUPANG,
            now=clock.now(),
        )
    done = merge(here, also_here, by=KUPANG)
    assert done.by_label == "Kupang"
    for stranger in (
        Actor(id=None, label="Papua", scopes=frozenset({"91"})),
        Actor(id=None, label="Kota", scopes=frozenset({"53.71"})),
    ):
        with pytest.raises(NotFound):
            pairs.merge(stranger, done.key)
        with pytest.raises(NotFound):
            undo(done, by=stranger)
    anew(here).region_code = "91"
    db.session.commit()
    with pytest.raises(NotFound):
        undo(done, by=KUPANG)
    undo(done)


@pytest.mark.parametrize(
    ("one", "other", "chosen", "addresses"),
    [
        (
            ("a@example.org", None),
            ("b@example.org", None),
            (Part.EMAIL,),
            ["b@example.org", "a@example.org"],
        ),
        (("a@example.org", None), ("b@example.org", None), (), ["b@example.org", "a@example.org"]),
        (
            ("a@example.org", "+6281200000001"),
            (None, "+6281200000002"),
            (Part.PHONE,),
            ["+6281200000002", "a@example.org"],
        ),
        ((None, "+6281200000001"), (None, "+6281200000001"), (), ["+6281200000001"]),
        (
            (None, "+6281200000001"),
            ("b@example.org", "+6281200000001"),
            (Part.EMAIL,),
            ["b@example.org", "+6281200000001"],
        ),
        ((None, None), ("b@example.org", None), (Part.EMAIL,), ["b@example.org"]),
    ],
)
def test_each_address_to_which_a_link_went_is_told_once(
    app: Flask,
    cast: Cast,
    one: tuple[str | None, str | None],
    other: tuple[str | None, str | None],
    chosen: tuple[Part, ...],
    addresses: list[str],
) -> None:
    first, second = (
        cast.person(name, email=at[0], phone=at[1])
        for name, at in (("Siti Aminah", one), ("Sitti Aminah", other))
    )
    merge(first, second, *chosen)
    assert (
        list(
            db.session.scalars(
                select(Letter.address).where(Letter.kind == MERGED).order_by(Letter.id)
            )
        )
        == addresses
    )


def test_somebody_said_to_differ_from_one_differs_from_both(app: Flask, cast: Cast) -> None:
    one, two, three, four = (
        cast.person(name)
        for name in ("Siti Aminah", "Sitti Aminah", "Aminah Siti", "Siti Aminah R.")
    )
    pair(two, three, decision=Decision.DIFFERENT)
    pair(one, three)
    pair(two, four, decision=Decision.DIFFERENT)
    merge(one, two)
    stand = {
        (each.one_id, each.other_id): each.decision
        for each in db.session.scalars(select(Duplicate))
    }
    assert (stand[one.id, three.id], stand[one.id, four.id]) == (
        Decision.DIFFERENT,
        Decision.DIFFERENT,
    )


def test_a_third_person_of_that_name_at_that_address_comes_first(app: Flask, cast: Cast) -> None:
    one = cast.person("Siti Aminah", email="kantor@example.org")
    other, _third = (
        cast.person("Sitti Aminah", email="lain@example.org"),
        cast.person("Sitti Aminah", email="kantor@example.org"),
    )
    with pytest.raises(rules.ThirdPerson):
        merge(one, other, Part.NAME)


def test_a_pair_is_decided_once(app: Flask, cast: Cast) -> None:
    one, other = cast.person("Siti Aminah"), cast.person("Sitti Aminah")
    found = pair(one, other)
    db.write(merging.decide, found.id, Decision.LATER, by=DIRECTOR, now=clock.now())
    db.write(merging.decide, found.id, Decision.DIFFERENT, by=DIRECTOR, now=clock.now())
    with pytest.raises(rules.AlreadyDecided):
        db.write(merging.merge, found.id, frozenset(), by=DIRECTOR, now=clock.now())


# What points to a person or a registration and does not go over, and why.
_STAYS = {
    "person.merged_into_id": "handled by merge",
    "registration.merged_into_id": "handled by merge",
    "seat.registration_id": "handled by merge",
    "match.registration_id": "handled by merge",
    "access_need.registration_id": "handled by merge",
    "sent_form.registration_id": "handled by merge",
    "every_date.registration_id": "handled by merge",
    "duplicate.one_id": "handled by merge",
    "duplicate.other_id": "handled by merge",
    "merge.kept_id": "what happened",
    "merge.gone_id": "what happened",
    "merge.by_id": "who did it",
    "match.by_id": "who did it",
    "step_reset.by_id": "who did it",
    "invitation.by_id": "who did it",
    "grant.by_id": "who did it",
    "reading_link.by_id": "who did it",
    "sound.person_id": "made anew",
    "data_code.person_id": "lasts for minutes",
}


def test_nothing_that_points_to_a_person_is_forgotten(sqlite_app: Flask) -> None:
    going = {f"{model.__tablename__}.person_id" for model, _how in moved()}
    pointing = {
        str(key.parent)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in ("person", "registration")
    }
    assert pointing == going | _STAYS.keys()


def test_a_ledger_keeps_what_it_replaced(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    ledger = Ledger()
    db.write(
        ledger.set,
        Person,
        maria.id,
        name="Maria",
        email="maria@example.org",
        restricted_at=clock.now(),
    )
    [name, restricted] = ledger.changes
    assert name == ["person", maria.id, "name", "Maria Goreti Bere", "Maria"]
    assert (restricted[2], restricted[3]) == ("restricted_at", None)


def test_of_two_needs_for_one_series_that_of_who_stays_stands(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting()
    one, other = cast.person("Siti Aminah"), cast.person("Sitti Aminah")
    needs = [
        AccessNeed(
            registration_id=cast.registration(each, meeting).id,
            captions=each is one,
            asked_at=clock.now(),
        )
        for each in (one, other)
    ]
    db.session.add_all(needs)
    db.session.commit()
    kept = needs[0].registration_id
    merge(one, other)
    db.session.expire_all()
    assert [
        each.captions
        for each in db.session.scalars(select(AccessNeed).where(AccessNeed.registration_id == kept))
    ] == [True]
