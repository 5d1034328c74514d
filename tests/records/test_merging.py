"""Two become one and two again: to the letter, whatever they had.

What came in between stays with the one who had stayed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import select

from tests import databases
from tests.cast import DIRECTOR, Cast, soon
from tests.certificates import cohorts
from tests.house.dump import dump
from webinar_hub.attendance.minutes.actions import recompute
from webinar_hub.attendance.models import Attendance, Evidence, EvidenceKind, Match
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.history.ledger import (
    UNDO_WITHIN,
    Ledger,
    TooLateToUndo,
    UndoLaterFirst,
    UndoneAlready,
)
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import NotFound
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.actions import affiliate, find_or_add
from webinar_hub.people.holdings import moved
from webinar_hub.people.models import Consent, ConsentKind, Decision, Duplicate, Grant, Person, Role
from webinar_hub.people.names import name_key
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting
from webinar_hub.records.letters import MERGED
from webinar_hub.records.models import Merge
from webinar_hub.records.same import actions as merging
from webinar_hub.records.same import forgetting, rules
from webinar_hub.records.same import queries as pairs
from webinar_hub.records.same.actions import Part
from webinar_hub.registrations import personal_links
from webinar_hub.registrations import queries as registered
from webinar_hub.registrations.models import AccessNeed, Registration, Seat, SeatStatus
from webinar_hub.registrations.proof import queries as sent_forms

_ITS_OWN = {"entry", "merge", "journal_mark"}
KUPANG = Actor(id=None, label="Kupang", scopes=frozenset({"53"}))


def state() -> dict[str, Any]:
    """Return all rows but those that say that there was a merge."""
    told = set(db.session.scalars(select(Letter.id).where(Letter.kind == MERGED)))
    stored = {name: rows for name, rows in dump().items() if name not in _ITS_OWN}
    rows = {
        "letter": [row for row in stored["letter"] if row[-1] not in told],
        "registration": _without("link_version", stored),
    }
    return stored | rows


def _without(column: str, stored: dict[str, Any]) -> list[tuple[Any, ...]]:
    place = list(Registration.__table__.columns.keys()).index(column)
    return [row[:place] + row[place + 1 :] for row in stored["registration"]]


def pair(one: Person, other: Person, *, decision: Decision | None = None) -> Duplicate:
    first, second = sorted((one.id, other.id))
    row = Duplicate(
        one_id=first,
        other_id=second,
        score=80,
        reasons="name",
        found_at=clock.now(),
        decision=decision,
    )
    db.session.add(row)
    db.session.commit()
    return row


def merge(one: Person, other: Person, *chosen: Part, by: Actor = DIRECTOR) -> Merge:
    return db.write(merging.merge, pair(one, other).id, frozenset(chosen), by=by, now=clock.now())


def undo(done: Merge, *, by: Actor = DIRECTOR, now: datetime | None = None) -> Merge:
    return db.write(merging.undo, done.id, by=by, now=now or clock.now())


def anew(row: Any) -> Any:
    return db.session.get_one(type(row), row.id, populate_existing=True)


def came(registration: Registration, meeting: Meeting, minutes: int, name: str) -> None:
    """Let somebody be in a meeting, by a report's row that is matched to them."""
    left = meeting.starts_at + timedelta(minutes=minutes)
    row = Evidence(
        meeting_id=meeting.id,
        kind=EvidenceKind.STAY,
        fingerprint=tokens.key(),
        name=name,
        joined_at=meeting.starts_at,
        left_at=left,
        noted_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(
        Match(
            evidence_id=row.id,
            registration_id=registration.id,
            by_label="rule",
            at=clock.now(),
            why="name",
        )
    )
    db.session.commit()
    db.write(recompute, anew(meeting), now=clock.now())


def certified(
    cast: Cast, person: Person, meeting: Meeting, number: int, *, revoked: bool = False
) -> Certificate:
    now = clock.now()
    row = Certificate(
        code=tokens.key(),
        number=f"{number:03}/SERT/S-JAJAR/XI/2026",
        issuer_id=cast.secretariat().id,
        kind=CertificateKind.COMPLETION,
        line_id=cohorts.number_line(cast).id,
        sequence=number,
        person_id=person.id,
        series_id=meeting.series_id,
        facts={"holder": person.full_name, "title": "Semidaring"},
        issued_at=now,
        issued_by="test",
        revoked_at=now if revoked else None,
    )
    db.session.add(row)
    db.session.commit()
    return row


def wrote(person: Person, subject: str, due: datetime) -> None:
    values = {
        "kind": "registrations/link_again",
        "language": "id",
        "facts": {},
        "state": LetterState.SENT,
        "next_at": due,
        "written_at": due,
    }
    db.session.add(
        Letter(subject=subject, person_id=person.id, due=due, message_id=tokens.key(), **values)
    )
    db.session.commit()


seat = st.sampled_from([None, *SeatStatus])
life = st.fixed_dictionaries(
    {
        "seats": st.tuples(seat, seat, seat, seat),
        "came": st.tuples(*[st.sampled_from([0, 20, 115])] * 4),
        "certificate": st.sampled_from([None, "valid", "revoked"]),
        "part": st.booleans(),
        "consents": st.lists(st.sampled_from(ConsentKind), max_size=2),
        "organisation": st.sampled_from([None, "Yayasan Satu", "Yayasan Dua"]),
        "email": st.sampled_from([None, "kantor@example.org", "own"]),
        "phone": st.sampled_from([None, "+6281200000001", "own"]),
        "name": st.sampled_from(["Siti Aminah", "Dr. Sitti Aminah, S.Sos.", "Aminah"]),
        "merged_before": st.booleans(),
        "letter": st.booleans(),
        "need": st.booleans(),
    }
)


def _addresses(number: int, facts: dict[str, Any]) -> dict[str, str | None]:
    """Return the addresses of a life, without any that somebody of the same name has."""
    own = {"email": f"{number}@example.org", "phone": f"+628120000009{number}"}
    addresses = {field: own[field] if facts[field] == "own" else facts[field] for field in own}
    taken = db.session.scalars(select(Person).where(Person.name_key == name_key(facts["name"])))
    for other in taken:
        addresses = {
            field: None if value == getattr(other, field) else value
            for field, value in addresses.items()
        }
    return addresses


def _registered(cast: Cast, person: Person, facts: dict[str, Any], meetings: list[Meeting]) -> None:
    for meeting, status, minutes in zip(meetings, facts["seats"], facts["came"], strict=True):
        if status is not None:
            registration = cast.registration(person, meeting, status=status)
            if (
                facts["need"]
                and db.session.scalar(
                    select(AccessNeed.id).where(AccessNeed.registration_id == registration.id)
                )
                is None
            ):
                db.session.add(
                    AccessNeed(registration_id=registration.id, captions=True, asked_at=clock.now())
                )
                db.session.commit()
            if minutes:
                came(registration, meeting, minutes, person.name)


def lived(cast: Cast, number: int, facts: dict[str, Any], meetings: list[Meeting]) -> Person:
    """Put a person with this life on the stage."""
    addresses = _addresses(number, facts)
    person = cast.person(facts["name"], email=addresses["email"], phone=addresses["phone"])
    _registered(cast, person, facts, meetings)
    if facts["certificate"]:
        certified(cast, person, meetings[0], number, revoked=facts["certificate"] == "revoked")
    if facts["part"]:
        db.session.add(
            Appearance(meeting_id=meetings[0].id, person_id=person.id, role=AppearanceRole.SPEAKER)
        )
    now = clock.now()
    for kind in facts["consents"]:
        db.session.add(
            Consent(
                person_id=person.id,
                kind=kind,
                agreed=True,
                text_version="1",
                language="id",
                source="test",
                answered_at=now,
            )
        )
    db.session.commit()
    if facts["organisation"]:
        db.write(affiliate, anew(person), cast.organisation(facts["organisation"]).id, now=now)
    if facts["letter"]:
        wrote(person, "programme:x", meetings[0].starts_at)
    if facts["merged_before"]:
        merge(person, cast.person("Aminah binti Yusuf", phone=f"+628120000008{number}"))
    return db.session.get_one(Person, person.id, populate_existing=True)


@contextmanager
def emptied() -> Iterator[None]:
    databases.empty(db.engine)
    try:
        yield
    finally:
        db.session.rollback()
        db.session.expunge_all()


def _back_and_forth(
    cast: Cast, one: dict[str, Any], other: dict[str, Any], chosen: set[Part]
) -> None:
    programme = cast.programme()
    weekly, cohort = (
        cast.series(programme),
        cast.series(programme, name="Angkatan 1", rolling=False),
    )
    meetings = [
        cast.meeting(series, starts_at=soon(days=day))
        for series in (weekly, cohort)
        for day in (-8, -1)
    ]
    first, second = lived(cast, 1, one, meetings), lived(cast, 2, other, meetings)
    third = cast.person("Siti Rahma", phone="+6281200000077")
    pair(second, third, decision=Decision.DIFFERENT)
    found = pair(first, second)
    before = state()
    try:
        done = db.write(merging.merge, found.id, frozenset(chosen), by=DIRECTOR, now=clock.now())
    except rules.ThirdPerson:
        assert state() == before
        return
    gone = done.gone_id
    left = {
        model.__tablename__: [row for row in _of(model, gone) if how.same is None]
        for model, how in moved()
    }
    assert not any(left.values()), left
    assert (
        db.session.scalar(
            select(Registration.id).where(
                Registration.person_id == gone, Registration.merged_into_id.is_(None)
            )
        )
        is None
    )
    undo(done)
    after = state()
    assert {name for name in before if before[name] != after[name]} == set()


def _of(model: type[Base], person_id: int) -> list[Any]:
    table = model.__table__
    return list(db.session.execute(select(table.c.id).where(table.c.person_id == person_id)))


_FEWER = hypothesis.settings(
    max_examples=hypothesis.settings().max_examples // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@_FEWER
@given(one=life, other=life, chosen=st.sets(st.sampled_from(Part)))
def test_merging_and_undoing_leaves_everything_as_it_was(
    sqlite_app: Flask, cast: Cast, one: dict[str, Any], other: dict[str, Any], chosen: set[Part]
) -> None:
    with emptied():
        _back_and_forth(cast, one, other, chosen)


RICH: dict[str, Any] = {
    "seats": (SeatStatus.CONFIRMED, SeatStatus.WAITLISTED, SeatStatus.CONFIRMED, None),
    "came": (20, 0, 115, 0),
    "certificate": "valid",
    "part": True,
    "consents": [ConsentKind.NEWS],
    "organisation": "Yayasan Satu",
    "email": "own",
    "phone": "own",
    "name": "Siti Aminah",
    "merged_before": True,
    "letter": True,
    "need": True,
}


@pytest.mark.parametrize("chosen", [set(), {Part.NAME}, set(Part)])
def test_the_same_on_both_databases(app: Flask, cast: Cast, chosen: set[Part]) -> None:
    other = RICH | {
        "seats": (
            SeatStatus.CANCELLED,
            SeatStatus.CONFIRMED,
            SeatStatus.CONFIRMED,
            SeatStatus.CONFIRMED,
        ),
        "came": (0, 115, 20, 20),
    }
    _back_and_forth(cast, RICH, other | {"name": "Dr. Sitti Aminah, S.Sos."}, chosen)


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


def test_a_freed_place_goes_to_who_waits_and_is_not_taken_back(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting(capacity=2)
    one, other = (
        cast.person("Siti Aminah", phone="+6281200000001"),
        cast.person("Sitti Aminah", email="siti@example.org"),
    )
    first, second = cast.registration(one, meeting), cast.registration(other, meeting)
    waits = cast.registration(cast.suparmin(), meeting, status=SeatStatus.WAITLISTED)
    done = merge(one, other)

    def places() -> list[SeatStatus]:
        wanted = [first.id, second.id, waits.id]
        found = dict(
            db.session.execute(
                select(Seat.registration_id, Seat.status).where(Seat.registration_id.in_(wanted))
            ).all()
        )
        return [found[each] for each in wanted]

    assert places() == [SeatStatus.CONFIRMED, SeatStatus.CANCELLED, SeatStatus.CONFIRMED]
    undo(done)
    assert places() == [SeatStatus.CONFIRMED] * 3


def test_what_came_since_stays_with_the_one_who_had_stayed(app: Flask, cast: Cast) -> None:
    series = cast.series()
    meeting, later = cast.meeting(series), cast.meeting(series, starts_at=soon(days=9))
    one, other = (
        cast.person("Siti Aminah", phone="+6281200000001"),
        cast.person("Sitti Aminah", email="siti@example.org"),
    )
    first, second = cast.registration(one, meeting), cast.registration(other, meeting)
    done = merge(one, other, Part.EMAIL)
    cast.registration(anew(one), later)
    new = cast.registration(anew(one), cast.meeting(cast.series(cast.programme("Lain"))))
    kept = anew(one)
    kept.email = "baru@example.org"
    db.session.commit()
    wrote(kept, "programme:x", meeting.starts_at)
    undo(done)
    assert (anew(one).email, anew(other).email) == ("baru@example.org", "siti@example.org")
    assert [each.meeting_id for each in anew(first).seats] == [meeting.id, later.id]
    assert [(each.meeting_id, each.status) for each in anew(second).seats] == [
        (meeting.id, SeatStatus.CONFIRMED)
    ]
    assert anew(new).person_id == one.id
    assert list(db.session.scalars(select(Letter.person_id).where(Letter.kind != MERGED))) == [
        one.id
    ]
    assert registered.by_link(cast.links.link_key, cast.link(second)).id == second.id


def test_undoing_has_an_end_and_an_order(app: Flask, cast: Cast) -> None:
    one, two, three = (
        cast.person("Siti Aminah"),
        cast.person("Sitti Aminah"),
        cast.person("Aminah Siti"),
    )
    first = merge(one, two)
    second = merge(one, three)
    with pytest.raises(UndoLaterFirst):
        undo(first)
    with pytest.raises(TooLateToUndo):
        undo(second, now=clock.now() + UNDO_WITHIN + timedelta(seconds=1))
    undo(second)
    with pytest.raises(UndoneAlready):
        undo(second)
    undo(first)
    assert [anew(each).merged_into_id for each in (one, two, three)] == [None, None, None]
    assert [each.decision for each in db.session.scalars(select(Duplicate))] == [None, None]


def test_a_chain_leads_to_the_last_and_is_undone_from_its_end(app: Flask, cast: Cast) -> None:
    one, two, three = (
        cast.person("Siti Aminah"),
        cast.person("Sitti Aminah"),
        cast.person("Aminah Siti", phone="+6281200000003"),
    )
    first = merge(two, three)
    second = merge(one, two)
    assert [anew(each).merged_into_id for each in (one, two, three)] == [None, one.id, one.id]
    found = db.write(
        find_or_add, typed_name="Aminah Siti", email=None, phone="+6281200000003", now=clock.now()
    )
    assert found.person.id == one.id
    with pytest.raises(UndoLaterFirst):
        undo(first)
    undo(second), undo(first)
    assert [anew(each).merged_into_id for each in (one, two, three)] == [None, None, None]


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
    ("one", "other", "chosen", "told"),
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
    told: list[str],
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
        == told
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


def test_a_merge_can_be_undone_without_who_decided_it(app: Flask, cast: Cast) -> None:
    """Whoever merged had their own data erased: their name goes, the way back stays."""
    one, other = cast.person("Siti Aminah", phone="+6281200000001"), cast.person("Sitti Aminah")
    done = merge(one, other)
    db.write(forgetting.forget_person, [cast.suparmin()], {DIRECTOR.label})
    assert DIRECTOR.label not in repr(
        [anew(done).manifest, *db.session.scalars(select(Duplicate.decided_by))]
    )
    undo(anew(done))
    assert (anew(other).merged_into_id, db.session.scalar(select(Duplicate.decision))) == (
        None,
        None,
    )


def test_what_was_merged_long_ago_can_no_longer_be_told_apart(app: Flask, cast: Cast) -> None:
    done = merge(cast.person("Siti Aminah", phone="+6281200000001"), cast.person("Sitti Aminah"))
    assert db.write(forgetting.forget_manifests, before=clock.now() + timedelta(seconds=1)) == 1
    assert db.write(forgetting.forget_manifests, before=clock.now() + timedelta(seconds=1)) == 0
    with pytest.raises(TooLateToUndo):
        undo(anew(done))


# What points to a person or a registration and does not go over, and why.
_STAYS = {
    "person.merged_into_id": "handled by merge",
    "registration.merged_into_id": "handled by merge",
    "seat.registration_id": "handled by merge",
    "match.registration_id": "handled by merge",
    "access_need.registration_id": "handled by merge",
    "sent_form.registration_id": "handled by merge",
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
