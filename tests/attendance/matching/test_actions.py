"""Deciding whose rows are, and taking it back: on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.attendance.reports_by_hand import upload
from tests.attendance.roll_call.at_the_door import PRESENT, note
from tests.attendance.steps import bring, decide, facts, minutes, standing
from tests.cast import Cast, acting
from tests.records.merged_lives import merge
from tests.records.merged_lives import undo as separate
from webinar_hub.attendance.evidence.actions import withdraw
from webinar_hub.attendance.evidence.queries import reports
from webinar_hub.attendance.lists import queries as lists
from webinar_hub.attendance.matching import actions
from webinar_hub.attendance.matching.actions import Decision, Verdict
from webinar_hub.attendance.matching.queries import groups
from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
    Match,
)
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.duplicates import compare_due
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

pytestmark = pytest.mark.usefixtures("app")


def test_a_person_decides_and_the_minutes_follow(meeting: Meeting, theresia: Actor) -> None:
    bring(meeting, upload(meeting.starts_at, ("bu mar", "", 0, 100), ("bu mar", "", 100, 110)))
    (group,) = groups(meeting.id, undecided=True)
    maria = next(
        r.key
        for r in db.session.scalars(select(Registration))
        if r.person.name == "Maria Goreti Bere"
    )
    fingerprints = [row.fingerprint for row in group.rows]
    assert decide(meeting, Decision(fingerprints, Verdict.SOMEBODY, who=maria), theresia) == maria
    assert standing(meeting) == {"bu mar": ("Maria Goreti Bere", "Chosen by hand")}
    assert minutes(meeting) == {"Maria Goreti Bere": (110 * 60, AttendanceStatus.PRESENT)}
    with pytest.raises(actions.DecidedMeanwhile):
        decide(meeting, Decision(fingerprints, Verdict.NOBODY), theresia)
    decide(meeting, Decision(fingerprints, Verdict.NOBODY, standing=maria), theresia)
    assert standing(meeting) == {"bu mar": (None, "Not a participant")}
    assert minutes(meeting) == {}
    aside = db.session.scalars(
        select(Match.set_aside_why).where(Match.set_aside_at.is_not(None))
    ).all()
    assert aside == ["Decided anew", "Decided anew"]
    assert [
        e.verb
        for e in db.session.scalars(
            select(Entry).where(Entry.actor_id == theresia.id).order_by(Entry.id)
        )
    ] == ["matched", "matched"]


def test_rows_that_are_left_out_of_a_decision_stay_open(meeting: Meeting, theresia: Actor) -> None:
    bring(meeting, upload(meeting.starts_at, ("iPhone", "", 0, 100), ("iPhone", "", 0, 50)))
    (group,) = groups(meeting.id, undecided=True)
    decide(meeting, Decision([group.rows[0].fingerprint], Verdict.NOBODY), theresia)
    (left,) = groups(meeting.id, undecided=True)
    assert [row.fingerprint for row in left.rows] == [group.rows[1].fingerprint]


def test_a_new_person_gets_a_registration_and_minutes(meeting: Meeting, theresia: Actor) -> None:
    bring(meeting, upload(meeting.starts_at, ("Bapak Yohanis Tallo", "", 0, 120)))
    (group,) = groups(meeting.id, undecided=True)
    decide(
        meeting,
        Decision(
            [row.fingerprint for row in group.rows], Verdict.NEW, typed_name="Yohanis Tallo, S.H."
        ),
        theresia,
    )
    assert standing(meeting) == {
        "Bapak Yohanis Tallo": ("Yohanis Tallo", "A new person, added by hand")
    }
    assert minutes(meeting) == {"Yohanis Tallo": (7200, AttendanceStatus.PRESENT)}


@pytest.mark.parametrize(
    "decision",
    [
        Decision([], Verdict.NOBODY),
        Decision(["x"], Verdict.NOBODY),
        Decision(["known"], Verdict.SOMEBODY, who="nobodyswithkey00"),
        Decision(["known"], Verdict.SOMEBODY),
        Decision(["known"], Verdict.NEW, typed_name="12 .."),
    ],
)
def test_half_a_decision_is_refused(meeting: Meeting, theresia: Actor, decision: Decision) -> None:
    bring(meeting, upload(meeting.starts_at, ("iPhone", "", 0, 100)))
    known = [row.fingerprint for group in groups(meeting.id) for row in group.rows]
    given = Decision(
        known if decision.fingerprints == ["known"] else decision.fingerprints,
        decision.verdict,
        decision.who,
        decision.typed_name,
    )
    before = facts(Match, Registration)
    with pytest.raises(actions.NobodyChosen):
        decide(meeting, given, theresia)
    assert facts(Match, Registration) == before


def test_rows_of_another_meeting_cannot_be_decided(
    cast: Cast, meeting: Meeting, theresia: Actor
) -> None:
    other = cast.meeting(meeting.series, starts_at=meeting.starts_at - timedelta(days=7))
    bring(other, upload(other.starts_at, ("iPhone", "", 0, 100)))
    (group,) = groups(other.id, undecided=True)
    with pytest.raises(actions.NobodyChosen):
        decide(meeting, Decision([group.rows[0].fingerprint], Verdict.NOBODY), theresia)


def test_the_last_decision_is_taken_back_and_the_one_before_it_stands_again(
    meeting: Meeting, theresia: Actor
) -> None:
    bring(
        meeting,
        upload(meeting.starts_at, ("Maria Goreti Bere", "", 0, 120), ("iPhone", "", 0, 100)),
    )
    by_rule = next(group for group in groups(meeting.id) if group.match)
    assert by_rule.match
    assert by_rule.match.registration
    decide(
        meeting,
        Decision(
            [by_rule.rows[0].fingerprint], Verdict.NOBODY, standing=by_rule.match.registration.key
        ),
        theresia,
    )
    assert minutes(meeting) == {}
    assert (
        db.write(actions.undo, meeting.id, by=theresia, now=clock.now()).name == "Maria Goreti Bere"
    )
    assert standing(meeting)["Maria Goreti Bere"] == (
        "Maria Goreti Bere",
        "Only one participant has this name",
    )
    assert minutes(meeting) == {"Maria Goreti Bere": (7200, AttendanceStatus.PRESENT)}
    with pytest.raises(actions.NothingToUndo):
        db.write(actions.undo, meeting.id, by=theresia, now=clock.now())


def waits() -> tuple[Registration, Seat]:
    """Let Maria wait for a place in the meeting."""
    maria = next(
        each
        for each in db.session.scalars(select(Registration))
        if each.person.name == "Maria Goreti Bere"
    )
    (seat,) = maria.seats
    seat.status = SeatStatus.WAITLISTED
    db.session.commit()
    return maria, seat


def test_who_waited_for_a_place_is_let_in_by_a_persons_word_alone(
    meeting: Meeting, theresia: Actor
) -> None:
    maria, seat = waits()
    bring(meeting, upload(meeting.starts_at, ("Maria Goreti Bere", "maria@example.org", 0, 120)))
    assert standing(meeting) == {"Maria Goreti Bere": (None, "open")}
    (group,) = groups(meeting.id, undecided=True)
    rows = [row.fingerprint for row in group.rows]
    let_in = ("Maria Goreti Bere", "Waited for a place, chosen by hand")
    counted = {"Maria Goreti Bere": (7200, AttendanceStatus.PRESENT)}

    def told() -> tuple[object, ...]:
        return standing(meeting)["Maria Goreti Bere"], minutes(meeting), seat.status

    decide(meeting, Decision(rows, Verdict.SOMEBODY, who=maria.key), theresia)
    assert told() == (let_in, counted, SeatStatus.CONFIRMED)
    db.write(actions.undo, meeting.id, by=theresia, now=clock.now())
    assert told() == ((None, "open"), {}, SeatStatus.WAITLISTED)
    decide(meeting, Decision(rows, Verdict.SOMEBODY, who=maria.key), theresia)
    decide(meeting, Decision(rows, Verdict.NOBODY, standing=maria.key), theresia)
    assert told() == ((None, "Not a participant"), {}, SeatStatus.WAITLISTED)
    db.write(actions.undo, meeting.id, by=theresia, now=clock.now())
    assert told() == (let_in, counted, SeatStatus.CONFIRMED)


def test_who_was_let_in_waits_again_once_no_name_is_theirs(
    meeting: Meeting, theresia: Actor
) -> None:
    maria, seat = waits()
    bring(meeting, upload(meeting.starts_at, ("iPhone", "", 0, 60), ("bu mar", "", 60, 120)))
    one, other = ([row.fingerprint for row in each.rows] for each in groups(meeting.id))
    decide(meeting, Decision(one, Verdict.SOMEBODY, who=maria.key), theresia)
    decide(meeting, Decision(one, Verdict.SOMEBODY, who=maria.key, standing=maria.key), theresia)
    decide(meeting, Decision(other, Verdict.SOMEBODY, who=maria.key), theresia)
    decide(meeting, Decision(one, Verdict.NOBODY, standing=maria.key), theresia)
    assert (minutes(meeting)[maria.person.name][0], seat.status) == (3600, SeatStatus.CONFIRMED)
    decide(meeting, Decision(other, Verdict.NOBODY, standing=maria.key), theresia)
    assert (minutes(meeting), seat.status) == ({}, SeatStatus.WAITLISTED)


def test_who_was_let_in_by_a_report_that_is_set_aside_waits_again(
    meeting: Meeting, theresia: Actor
) -> None:
    maria, seat = waits()
    report = upload(meeting.starts_at, ("Maria Goreti Bere", "maria@example.org", 0, 120))
    bring(meeting, report)
    (group,) = groups(meeting.id)
    rows = [row.fingerprint for row in group.rows]
    decide(meeting, Decision(rows, Verdict.SOMEBODY, who=maria.key), theresia)
    key = reports(meeting.id)[0].key
    db.write(withdraw, meeting.id, key, by=theresia, now=clock.now())
    assert (minutes(meeting), seat.status) == ({}, SeatStatus.WAITLISTED)
    assert bring(meeting, report).open == 1


@pytest.mark.parametrize("tapped_first", [True, False])
def test_who_was_let_in_by_a_name_and_a_tap_waits_again_once_both_are_taken_back(
    meeting: Meeting, theresia: Actor, tapped_first: bool
) -> None:
    maria, seat = waits()
    bring(meeting, upload(meeting.starts_at, ("iPhone", "", 0, 120)))
    rows = [groups(meeting.id)[0].rows[0].fingerprint]
    chosen = Decision(rows, Verdict.SOMEBODY, who=maria.key)
    nobody = Decision(rows, Verdict.NOBODY, standing=maria.key)
    for said, decision in ((PRESENT, chosen), (None, nobody)):
        for tap in (tapped_first, not tapped_first):
            if tap:
                note(meeting, maria, by=theresia, said=said)
            else:
                decide(meeting, decision, theresia)
    assert (minutes(meeting), seat.status) == ({}, SeatStatus.WAITLISTED)


def test_who_was_let_in_and_gave_the_place_back_is_not_put_in_line_again(
    meeting: Meeting, theresia: Actor
) -> None:
    maria, seat = waits()
    bring(meeting, upload(meeting.starts_at, ("iPhone", "", 0, 120)))
    (group,) = groups(meeting.id)
    rows = [row.fingerprint for row in group.rows]
    decide(meeting, Decision(rows, Verdict.SOMEBODY, who=maria.key), theresia)
    seat.status = SeatStatus.CANCELLED
    db.session.commit()
    db.write(actions.undo, meeting.id, by=theresia, now=clock.now())
    assert seat.status is SeatStatus.CANCELLED


def test_who_was_let_in_on_a_place_that_is_anothers_by_now_is_taken_back_too(
    cast: Cast, meeting: Meeting, theresia: Actor
) -> None:
    one, other = cast.person("Yosepha Beanal"), cast.person("Yosepha Alomang")
    stays = cast.registration(one, cast.meeting(meeting.series))
    cast.registration(other, meeting, status=SeatStatus.WAITLISTED)
    done = merge(one, other)
    bring(meeting, upload(meeting.starts_at, ("iPhone", "", 0, 120)))
    (group,) = groups(meeting.id)
    rows = [row.fingerprint for row in group.rows]
    decide(meeting, Decision(rows, Verdict.SOMEBODY, who=stays.key), theresia)
    separate(done)
    db.write(actions.undo, meeting.id, by=theresia, now=clock.now())
    assert standing(meeting) == {"iPhone": (None, "open")}


@pytest.mark.parametrize("given_back", [False, True], ids=["another date", "given back"])
def test_who_is_registered_without_a_place_gets_one_by_a_persons_word_alone(
    cast: Cast, meeting: Meeting, theresia: Actor, given_back: bool
) -> None:
    ance = cast.registration(cast.person("Yosepha Beanal"), cast.meeting(meeting.series))
    if given_back:
        cast.registration(ance.person, meeting, status=SeatStatus.CANCELLED)
    bring(meeting, upload(meeting.starts_at, ("Yosepha Beanal", "", 0, 120)))
    assert standing(meeting) == {"Yosepha Beanal": (None, "open")}
    (group,) = groups(meeting.id, undecided=True)
    rows = [row.fingerprint for row in group.rows]

    def places() -> list[SeatStatus]:
        seats = db.session.scalars(select(Seat).where(Seat.meeting_id == meeting.id))
        return [each.status for each in seats if each.registration_id == ance.id]

    decide(meeting, Decision(rows, Verdict.SOMEBODY, who=ance.key), theresia)
    why = "Registered, but without a place in this session; chosen by hand"
    assert standing(meeting) == {"Yosepha Beanal": ("Yosepha Beanal", why)}
    assert minutes(meeting) == {"Yosepha Beanal": (7200, AttendanceStatus.PRESENT)}
    assert places() == [SeatStatus.CONFIRMED]
    db.write(actions.undo, meeting.id, by=theresia, now=clock.now())
    assert (minutes(meeting), places()) == ({}, [SeatStatus.CANCELLED])
    decide(meeting, Decision(rows, Verdict.SOMEBODY, who=ance.key), theresia)
    decide(meeting, Decision(rows, Verdict.NOBODY, standing=ance.key), theresia)
    db.write(actions.undo, meeting.id, by=theresia, now=clock.now())
    assert (places(), standing(meeting)["Yosepha Beanal"][1]) == ([SeatStatus.CONFIRMED], why)


def test_who_was_online_without_a_place_did_not_come_to_the_venue(
    cast: Cast, meeting: Meeting, theresia: Actor
) -> None:
    meeting.venue = "Aula Kantor Gubernur"
    ance = cast.registration(cast.person("Yosepha Beanal"), cast.meeting(meeting.series))
    bring(meeting, upload(meeting.starts_at, ("Yosepha Beanal", "", 0, 120)))
    (group,) = groups(meeting.id, undecided=True)
    rows = [row.fingerprint for row in group.rows]
    decide(meeting, Decision(rows, Verdict.SOMEBODY, who=ance.key), theresia)
    assert lists.coming(meeting.id) == 0


def test_nobody_of_another_series_is_put_in(cast: Cast, meeting: Meeting, theresia: Actor) -> None:
    other = cast.meeting(cast.series(cast.programme("Pelatihan")))
    ance = cast.registration(cast.person("Yosepha Beanal"), other)
    bring(meeting, upload(meeting.starts_at, ("iPhone", "", 0, 100)))
    (group,) = groups(meeting.id)
    rows = [row.fingerprint for row in group.rows]
    with pytest.raises(actions.NobodyChosen):
        decide(meeting, Decision(rows, Verdict.SOMEBODY, who=ance.key), theresia)


def test_nobody_takes_back_the_decision_of_somebody_else(
    meeting: Meeting, theresia: Actor, cast: Cast
) -> None:
    bring(meeting, upload(meeting.starts_at, ("iPhone", "", 0, 100)))
    (group,) = groups(meeting.id, undecided=True)
    decide(meeting, Decision([group.rows[0].fingerprint], Verdict.NOBODY), theresia)
    ratna = cast.ratna()
    with pytest.raises(actions.NothingToUndo):
        db.write(
            actions.undo,
            meeting.id,
            by=Actor(id=ratna.id, label=ratna.full_name, administrator=True),
            now=clock.now(),
        )


def test_a_decision_is_remembered_in_the_next_meeting_of_the_programme(
    cast: Cast, meeting: Meeting, theresia: Actor
) -> None:
    bring(meeting, upload(meeting.starts_at, ("bu mar ypms", "", 0, 100)))
    maria = next(
        r for r in db.session.scalars(select(Registration)) if r.person.name == "Maria Goreti Bere"
    )
    (group,) = groups(meeting.id, undecided=True)
    decide(
        meeting, Decision([group.rows[0].fingerprint], Verdict.SOMEBODY, who=maria.key), theresia
    )
    following = cast.meeting(
        meeting.series, starts_at=meeting.starts_at + timedelta(hours=2), minutes=60
    )
    cast.registration(maria.person, following)
    assert bring(following, upload(following.starts_at, ("bu mar ypms", "", 0, 60))).linked == 1
    assert standing(following) == {"bu mar ypms": ("Maria Goreti Bere", "Decided so before")}


def added(meeting: Meeting, theresia: Actor, name: str = "Yohanis Tallo") -> Registration:
    """Return whom a decision on a row of this name added."""
    (group,) = [each for each in groups(meeting.id, undecided=True) if each.name == name]
    key = decide(
        meeting,
        Decision([row.fingerprint for row in group.rows], Verdict.NEW, typed_name=name),
        theresia,
    )
    return db.session.scalars(select(Registration).where(Registration.key == key)).one()


@pytest.mark.parametrize("anew", [False, True], ids=["taken back", "decided anew"])
def test_taking_a_decision_back_removes_the_person_it_added(
    meeting: Meeting, theresia: Actor, anew: bool
) -> None:
    before = facts(Person, Registration, Seat, Attendance)
    stays = ("Yohanis Tallo", "", 0, 20), ("Yohanis Tallo", "", 30, 120)
    bring(meeting, upload(meeting.starts_at, *stays))
    by_mistake = added(meeting, theresia).key
    compare_due(now=clock.now())
    if anew:
        (group,) = groups(meeting.id)
        rows = [row.fingerprint for row in group.rows]
        decide(meeting, Decision(rows, Verdict.NOBODY, standing=by_mistake), theresia)
    db.write(actions.undo, meeting.id, by=theresia, now=clock.now())
    assert standing(meeting) == {"Yohanis Tallo": (None, "open")}
    assert [row.key for row in facts(Person)[0]] == [row.key for row in before[0]]
    assert facts(Registration, Seat, Attendance) == before[1:]
    assert set(db.session.scalars(select(Match.registration_id))) == {None}


@pytest.mark.parametrize("known", ["telephone", "another row", "another place"])
def test_somebody_of_whom_more_is_known_stays_when_the_decision_is_taken_back(
    cast: Cast, meeting: Meeting, theresia: Actor, known: str
) -> None:
    bring(meeting, upload(meeting.starts_at, ("Yohanis Tallo", "", 0, 120), ("iPhone", "", 0, 20)))
    registration = added(meeting, theresia)
    if known == "telephone":
        registration.person.phone = "+6281234567899"
        db.session.commit()
    elif known == "another place":
        cast.registration(
            registration.person, cast.meeting(cast.series(cast.programme("Pelatihan")))
        )
    else:
        iphone = next(group for group in groups(meeting.id, undecided=True))
        chosen = Decision([iphone.rows[0].fingerprint], Verdict.SOMEBODY, who=registration.key)
        ratna = acting(cast.ratna())
        decide(meeting, chosen, ratna)
    before = facts(Person, Registration, Seat)
    db.write(actions.undo, meeting.id, by=theresia, now=clock.now())
    assert standing(meeting)["Yohanis Tallo"] == (None, "open")
    assert facts(Person, Registration, Seat) == before
    assert db.session.scalars(
        select(Match.registration_id).where(Match.set_aside_at.is_not(None))
    ).all() == [registration.id]
