"""Keeping the roll call, on both databases: what it counts for, and how it is put right."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.attendance.reports_by_hand import upload
from tests.attendance.roll_call.at_the_door import EXCUSED, HALL, finish, note
from tests.attendance.steps import bring, minutes
from tests.cast import Cast, soon
from tests.noted_verbs import verbs
from webinar_hub.attendance.lists import queries as lists
from webinar_hub.attendance.lists.tables import AttendeeState
from webinar_hub.attendance.matching import actions as matching
from webinar_hub.attendance.matching import queries as names
from webinar_hub.attendance.minutes.queries import settled
from webinar_hub.attendance.models import Attendance, AttendanceStatus, Match, RollCall
from webinar_hub.attendance.roll_call import actions, queries
from webinar_hub.attendance.roll_call.rules import NoRollCall, Noted
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

pytestmark = pytest.mark.usefixtures("app")

WHOLE = (7200, AttendanceStatus.PRESENT)
MARIA, SUPARMIN = "Maria Goreti Bere", "Suparmin"


@pytest.fixture
def people(meeting: Meeting) -> list[Registration]:
    """Maria and Suparmin, who were to come to the hall where the meeting was."""
    meeting.venue = HALL
    people = sorted(db.session.scalars(select(Registration)), key=lambda each: each.person.name)
    for each in people:
        each.seats[0].at_venue = True
    db.session.commit()
    return people


def is_settled(meeting: Meeting) -> bool:
    kept = select(Meeting.id).where(Meeting.id == meeting.id, settled(clock.now()))
    return db.session.scalar(kept) is not None


def add(meeting: Meeting, name: str, organisation: str, by: Actor) -> Registration:
    return db.write(
        actions.add,
        meeting.id,
        typed_name=name,
        organisation=organisation,
        by=by,
        now=clock.now(),
    )


def states(meeting: Meeting) -> list[AttendeeState]:
    db.session.rollback()
    return [each.status for each in lists.attendees(meeting.id)]


def test_who_is_noted_was_there_from_the_beginning_to_the_end(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    assert note(meeting, *people, by=theresia) == 2
    assert minutes(meeting) == {MARIA: WHOLE, SUPARMIN: WHOLE}
    assert all(each.in_person for each in db.session.scalars(select(Attendance)))
    # A second tap, of another phone at the door, changes nothing.
    assert note(meeting, people[0], by=theresia) == 0
    assert verbs("registration") == ["noted on the roll call"] * 2


def test_a_wrong_tap_is_taken_back_and_may_be_right_after_all(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    for said, expected in ((Noted(), {MARIA: WHOLE}), (None, {}), (Noted(), {MARIA: WHOLE})):
        assert note(meeting, people[0], by=theresia, said=said) == 1
        assert minutes(meeting) == expected
    assert note(meeting, people[1], by=theresia, said=None) == 0
    finish(meeting, theresia)
    assert is_settled(meeting), "what was taken back waits for no decision"


def test_late_and_early_count_as_long_as_they_were(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    late = Noted(came=meeting.starts_at + timedelta(minutes=90))
    early = Noted(left=meeting.starts_at + timedelta(minutes=105))
    note(meeting, people[0], by=theresia)
    note(meeting, people[0], by=theresia, said=late)
    note(meeting, people[1], by=theresia, said=early)
    assert minutes(meeting) == {
        MARIA: (1800, AttendanceStatus.PARTIAL),
        SUPARMIN: (6300, AttendanceStatus.PRESENT),
    }


def test_in_the_room_and_in_the_report_no_second_counts_twice(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    note(meeting, *people, by=theresia, said=Noted(left=meeting.starts_at + timedelta(hours=1)))
    bring(meeting, upload(meeting.starts_at, (MARIA, "maria@example.org", 30, 90)))
    assert minutes(meeting)[MARIA] == (5400, AttendanceStatus.PRESENT)
    found = queries.lines(meeting, "", everybody=False, missing=False, offset=0, limit=None)
    assert [(each.online, each.there) for each in found] == [(True, True), (False, True)]


def test_excused_is_neither_there_nor_absent(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    note(meeting, *people, by=theresia, said=EXCUSED)
    bring(meeting, upload(meeting.starts_at, (MARIA, "maria@example.org", 0, 110)))
    finish(meeting, theresia)
    assert minutes(meeting) == {
        MARIA: (6600, AttendanceStatus.PRESENT),
        SUPARMIN: (0, AttendanceStatus.EXCUSED),
    }
    assert states(meeting) == [AttendeeState.PRESENT, AttendeeState.EXCUSED]


def test_who_was_to_come_is_absent_once_the_roll_call_is_complete(
    cast: Cast, meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    cast.registration(cast.person("Budi"), meeting)
    note(meeting, people[0], by=theresia)
    bring(meeting, upload(meeting.starts_at, ("Gone", "", 0, 1)))
    there, expected, absent = (
        AttendeeState.PRESENT,
        AttendeeState.EXPECTED,
        AttendeeState.ABSENT,
    )
    assert states(meeting) == [absent, there, expected], "the report tells of Budi alone"
    finish(meeting, theresia)
    assert states(meeting) == [absent, there, absent]
    db.write(actions.reopen, meeting.id, by=theresia, now=clock.now())
    assert states(meeting) == [absent, there, expected]
    assert verbs("meeting")[-2:] == ["finished the roll call", "opened the roll call again"]


def test_of_a_session_at_a_venue_alone_the_roll_call_settles_everything(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    meeting.venue_only = True
    people[1].seats[0].at_venue = False
    db.session.commit()
    note(meeting, people[0], by=theresia)
    assert not is_settled(meeting)
    finish(meeting, theresia)
    finish(meeting, theresia)
    assert is_settled(meeting)
    assert states(meeting) == [AttendeeState.PRESENT, AttendeeState.ABSENT]
    assert len(db.session.scalars(select(RollCall)).all()) == 1


def test_without_a_platform_that_reports_somebody_may_call_the_names(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    meeting.venue = ""
    db.session.commit()
    note(meeting, people[0], by=theresia)
    finish(meeting, theresia)
    assert states(meeting) == [AttendeeState.PRESENT, AttendeeState.ABSENT]
    assert not db.session.scalars(select(Attendance)).one().in_person


def test_what_the_roll_call_says_teaches_nothing_about_platform_names(
    cast: Cast, meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    note(meeting, *people, by=theresia)
    assert (names.remembered(meeting), names.groups(meeting.id)) == ({}, [])
    with pytest.raises(matching.NothingToUndo):
        db.write(matching.undo, meeting.id, by=theresia, now=clock.now())
    # The same name in a report is decided by itself.
    bring(meeting, upload(meeting.starts_at, (SUPARMIN, "", 0, 60)))
    [group] = names.groups(meeting.id)
    assert (group.match, len(group.rows)) == (None, 1)


def test_who_came_without_registration_is_on_the_list_and_goes_with_the_tap(
    cast: Cast, meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    office = cast.organisation("Yayasan Lentera")
    made = add(meeting, "Yohana Rihi", "yayasan lentera", theresia)
    assert (made.person.name, made.organisation_id) == ("Yohana Rihi", office.id)
    assert minutes(meeting) == {"Yohana Rihi": WHOLE}
    person_id = made.person_id
    note(meeting, made, by=theresia, said=None)
    assert db.session.get(Person, person_id) is None
    assert queries.figures(meeting) == queries.Figures(coming=2, there=0, excused=0, missing=2)


def test_whoever_is_known_by_more_than_the_door_stays(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    made = add(meeting, "Yohana Rihi", "", theresia)
    made.person.phone = "+6281234567899"
    db.session.commit()
    note(meeting, made, by=theresia, said=None)
    assert [each.name for each in lists.attendees(meeting.id)][-1] == "Yohana Rihi"
    assert minutes(meeting) == {}


def status_of(registration: Registration) -> SeatStatus | None:
    db.session.rollback()
    own = select(Seat.status).where(Seat.registration_id == registration.id)
    return db.session.scalar(own.order_by(Seat.id.desc()).limit(1))


@pytest.mark.parametrize(
    ("had", "again"),
    [
        (SeatStatus.WAITLISTED, SeatStatus.WAITLISTED),
        (SeatStatus.OFFERED, SeatStatus.WAITLISTED),
        (SeatStatus.CANCELLED, SeatStatus.CANCELLED),
    ],
)
def test_whoever_comes_without_a_place_has_one_until_the_tap_is_taken_back(
    cast: Cast, meeting: Meeting, theresia: Actor, had: SeatStatus, again: SeatStatus
) -> None:
    meeting.venue, meeting.capacity = HALL, 2
    comes = cast.registration(cast.person("Agnes"), meeting, status=had)
    excused = note(meeting, comes, by=theresia, said=EXCUSED)
    assert (excused, status_of(comes)) == (0, had), "nobody is excused who was not to come"
    note(meeting, comes, by=theresia)
    assert minutes(meeting) == {"Agnes": WHOLE}
    # Times that are put right leave it a way back.
    note(meeting, comes, by=theresia, said=Noted(came=meeting.starts_at + timedelta(hours=1)))
    assert status_of(comes) is SeatStatus.CONFIRMED
    note(meeting, comes, by=theresia, said=None)
    assert (minutes(meeting), status_of(comes)) == ({}, again)


def test_whoever_is_in_the_report_too_keeps_the_place_where_the_tap_is_taken_back(
    cast: Cast, meeting: Meeting, theresia: Actor
) -> None:
    comes = cast.registration(cast.person("Agnes Tefa"), meeting, status=SeatStatus.WAITLISTED)
    note(meeting, comes, by=theresia)
    bring(meeting, upload(meeting.starts_at, ("Agnes Tefa", "", 0, 120)))
    note(meeting, comes, by=theresia, said=None)
    assert minutes(meeting) == {"Agnes Tefa": WHOLE}


def test_who_is_registered_for_other_dates_is_no_second_person(
    cast: Cast, meeting: Meeting, theresia: Actor
) -> None:
    other = cast.meeting(meeting.series, starts_at=soon(hours=-9))
    comes = cast.registration(cast.person("Zainal"), other)
    assert note(meeting, comes, by=theresia) == 1
    assert minutes(meeting) == {"Zainal": WHOLE}
    note(meeting, comes, by=theresia, said=None)
    assert (minutes(meeting), status_of(comes)) == ({}, SeatStatus.CANCELLED)
    assert comes.stands
    apart = cast.meeting(cast.series(cast.programme("Lain")), starts_at=soon(hours=-3))
    elsewhere = cast.registration(cast.person("Budi"), apart)
    assert note(meeting, elsewhere, by=theresia) == 0, "another series is none of ours"


def test_nobody_is_noted_before_the_day(cast: Cast, meeting: Meeting, theresia: Actor) -> None:
    ahead = cast.meeting(meeting.series, starts_at=soon(days=2))
    early = cast.registration(cast.person("Budi"), ahead)
    with pytest.raises(NoRollCall):
        note(ahead, early, by=theresia)
    with pytest.raises(NoRollCall):
        add(ahead, "Budi", "", theresia)
    assert db.session.scalars(select(Match)).all() == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Maria Bere", [MARIA]),
        ("goreti bere maria", [MARIA]),
        ("Suparmin", [SUPARMIN]),
        ("Agnes", ["Agnes Tefa"]),
        ("Zainal Abidin", ["Zainal Abidin"]),
        ("Zainal", []),
        ("Maria Rihi", []),
        ("Yohana", []),
    ],
)
def test_a_name_that_is_typed_at_the_door_finds_who_may_be_meant(
    cast: Cast, meeting: Meeting, people: list[Registration], typed: str, meant: list[str]
) -> None:
    cast.registration(cast.person("Agnes Tefa"), meeting, status=SeatStatus.WAITLISTED)
    other = cast.meeting(meeting.series, starts_at=soon(hours=-9))
    cast.registration(cast.person("Zainal Abidin"), other)
    found = queries.alike(meeting, typed, elsewhere=True)
    assert [each.registration.person.name for each in found] == meant
    here = queries.alike(meeting, typed, elsewhere=False)
    assert [each.registration.person.name for each in here] == [
        name for name in meant if name != "Zainal Abidin"
    ]


def test_the_desk_is_reminded_of_a_roll_call_that_nobody_completed(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    def reminded(after: timedelta) -> int:
        return len(queries.incomplete(theresia, meeting.starts_at + after))

    hours = [timedelta(minutes=-31), timedelta(minutes=-30), timedelta(days=13), timedelta(days=15)]
    assert [reminded(each) for each in hours] == [0, 1, 1, 0]
    finish(meeting, theresia)
    assert reminded(timedelta(days=1)) == 0
    db.write(actions.reopen, meeting.id, by=theresia, now=clock.now())
    meeting.venue = ""
    db.session.commit()
    assert reminded(timedelta(days=1)) == 0, "a platform's report tells of it"


def _move(meeting: Meeting, by: timedelta, actor: Actor) -> None:
    wanted = {"starts_at": meeting.starts_at + by, "ends_at": meeting.ends_at + by}
    db.write(planning.rewrite, {meeting: wanted}, by=actor, now=clock.now())


def test_nobody_came_to_a_session_that_is_put_off_to_another_day(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    note(meeting, people[0], by=theresia)
    note(meeting, people[1], by=theresia, said=EXCUSED)
    finish(meeting, theresia)
    _move(meeting, timedelta(hours=-1), theresia)
    assert minutes(meeting)[MARIA] == WHOLE
    assert is_settled(meeting), "an hour put right leaves it as it is"
    _move(meeting, timedelta(days=7), theresia)
    assert minutes(meeting) == {}
    assert (queries.finished(meeting.id), names.groups(meeting.id)) == (None, [])
    assert states(meeting) == [AttendeeState.EXPECTED] * 2
    # Back on its day it is noted anew.
    _move(meeting, timedelta(days=-7), theresia)
    assert note(meeting, *people, by=theresia) == 2
    assert minutes(meeting) == {MARIA: WHOLE, SUPARMIN: WHOLE}


def listed(meeting: Meeting, words: str = "", *, missing: bool = False) -> list[str]:
    found = queries.lines(meeting, words, everybody=False, missing=missing, offset=0, limit=None)
    return [each.registration.person.name for each in found]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sup", [SUPARMIN]),
        ("agn", ["Agnes"]),
        ("mar ber", [MARIA]),
        ("oret", []),
        ("lentera", [SUPARMIN]),
        ("bud", ["Budi"]),
    ],
)
def test_people_are_found_by_how_their_names_begin(
    cast: Cast, meeting: Meeting, people: list[Registration], words: str, found: list[str]
) -> None:
    people[1].organisation_name = "Yayasan Lentera"
    online = cast.registration(cast.person("Budi"), meeting)
    cast.registration(cast.person("Agnes"), meeting, status=SeatStatus.WAITLISTED)
    db.session.commit()
    assert listed(meeting, words) == found
    assert listed(meeting, online.code.lower()) == ["Budi"]
    assert listed(meeting) == [MARIA, SUPARMIN]


def test_the_figures_say_who_is_still_to_come(
    app: Flask, cast: Cast, meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    online = cast.registration(cast.person("Budi"), meeting)
    note(meeting, online, by=theresia)
    note(meeting, people[0], by=theresia, said=EXCUSED)
    db.session.rollback()
    cast.registration(cast.person("Agnes"), meeting, status=SeatStatus.WAITLISTED)
    assert queries.figures(meeting) == queries.Figures(
        coming=2, there=1, excused=1, missing=1, waiting=1
    )
    assert listed(meeting, missing=True) == [SUPARMIN]
    assert queries.how_many(meeting, "", everybody=True, missing=False) == 4


def test_whom_a_report_has_is_not_missing(
    meeting: Meeting, people: list[Registration], theresia: Actor
) -> None:
    bring(meeting, upload(meeting.starts_at, (MARIA, "maria@example.org", 0, 90)))
    assert queries.figures(meeting) == queries.Figures(coming=2, there=0, excused=0, missing=1)
    assert listed(meeting, missing=True) == [SUPARMIN]
    finish(meeting, theresia)
    assert states(meeting) == [AttendeeState.PRESENT, AttendeeState.ABSENT]
