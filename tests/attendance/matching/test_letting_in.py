"""Whoever was online without a place gets one by a person's word alone, and gives it back."""

import pytest
from sqlalchemy import select

from tests.attendance.reports_by_hand import upload
from tests.attendance.roll_call.at_the_door import PRESENT, note
from tests.attendance.steps import bring, decide, minutes, standing
from tests.cast import Cast
from tests.records.merged_lives import merge
from tests.records.merged_lives import undo as separate
from webinar_hub.attendance.evidence.actions import withdraw
from webinar_hub.attendance.evidence.queries import reports
from webinar_hub.attendance.lists import queries as lists
from webinar_hub.attendance.matching import actions
from webinar_hub.attendance.matching.actions import Decision, Verdict
from webinar_hub.attendance.matching.queries import groups
from webinar_hub.attendance.models import AttendanceStatus
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

pytestmark = pytest.mark.usefixtures("app")


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
