"""What is looked up about attendance, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from tests.attendance.reports_by_hand import upload
from tests.cast import DIRECTOR, Cast, acting, soon
from tests.statements import statements
from webinar_hub.attendance.evidence.actions import import_report
from webinar_hub.attendance.lists import queries as lists
from webinar_hub.attendance.lists.tables import AttendeeState
from webinar_hub.attendance.matching import queries as matching
from webinar_hub.attendance.minutes.queries import attendance_by_seat, what_came_in
from webinar_hub.attendance.models import AttendanceStatus, Match, RollCall
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.people import actions as people
from webinar_hub.people.models import Person
from webinar_hub.people.names import ERASED
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.at_desk import EVERYBODY
from webinar_hub.registrations.models import Seat, SeatStatus

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A meeting of two hours that is over: three have a place, two wait, one left."""
    meeting = cast.meeting(starts_at=soon(hours=-5), minutes=120)
    for person in (
        cast.maria(),
        cast.suparmin(),
        cast.person("Ni Luh Putu Sari", email="sari@example.org", region="51"),
    ):
        cast.registration(person, meeting)
    for name in ("Zainal Abidin", "Agnes Wulandari"):
        cast.registration(cast.person(name), meeting, status=SeatStatus.WAITLISTED)
    cast.registration(cast.person("Slamet Riyadi"), meeting, status=SeatStatus.CANCELLED)
    return meeting


def meeting_people(meeting: Meeting) -> list[Person]:
    return [seat.registration.person for seat in registrations.seats_of([meeting.id])]


def bring(meeting: Meeting) -> None:
    report = upload(
        meeting.starts_at,
        ("Maria", "maria@example.org", 0, 120),
        ("Suparmin 081234567890", "", 0, 30),
        ("iPhone", "", 0, 9),
        ("IPHONE", "", 9, 10),
    )
    db.write(import_report, meeting.id, report, by=DIRECTOR, now=clock.now())


def test_whoever_was_erased_stands_behind_all_names(cast: Cast, meeting: Meeting) -> None:
    [sari] = [each for each in meeting_people(meeting) if each.name == "Ni Luh Putu Sari"]
    db.write(people.erase, sari, now=clock.now())
    assert [each.name for each in lists.attendees(meeting.id)][:3] == [
        "Maria Goreti Bere",
        "Suparmin",
        ERASED,
    ]
    assert meeting_people(meeting)[-1] == sari


def test_the_list_is_by_name_with_the_queue_at_its_end(meeting: Meeting) -> None:
    found = lists.attendees(meeting.id)
    assert [
        (one.full_name, one.region, one.zone, one.status, one.seconds, one.place) for one in found
    ] == [
        (
            "Dr. Maria Goreti Bere, S.Sos., M.Si.",
            "Kota Kupang, Nusa Tenggara Timur",
            "WITA",
            AttendeeState.EXPECTED,
            None,
            None,
        ),
        ("Ni Luh Putu Sari", "Bali", "WITA", AttendeeState.EXPECTED, None, None),
        ("Suparmin", found[2].region, "WIB", AttendeeState.EXPECTED, None, None),
        ("Zainal Abidin", "", "", AttendeeState.WAITING, None, 1),
        ("Agnes Wulandari", "", "", AttendeeState.WAITING, None, 2),
    ]
    assert (found[0].email, found[0].phone) == ("maria@example.org", None)


def test_after_the_report_everybody_stands_somewhere(meeting: Meeting) -> None:
    bring(meeting)
    assert [(one.name, one.status, one.minutes) for one in lists.attendees(meeting.id)][:3] == [
        ("Maria Goreti Bere", AttendeeState.PRESENT, 120),
        ("Ni Luh Putu Sari", AttendeeState.ABSENT, None),
        ("Suparmin", AttendeeState.PARTIAL, 30),
    ]
    found = lists.figures(meeting.id)
    assert found.by_status == {
        AttendeeState.PRESENT: 1,
        AttendeeState.PARTIAL: 1,
        AttendeeState.ABSENT: 1,
        AttendeeState.EXCUSED: 0,
        AttendeeState.EXPECTED: 0,
        AttendeeState.WAITING: 2,
        AttendeeState.OFFERED: 0,
    }
    assert (found.everybody, found.seated, found.pressed) == (5, 3, 0)


@pytest.mark.parametrize(
    ("words", "status", "expected"),
    [
        ("MARIA", None, ["Maria Goreti Bere"]),
        ("sari luh", None, ["Ni Luh Putu Sari"]),
        ("", AttendeeState.WAITING, ["Zainal Abidin", "Agnes Wulandari"]),
        ("maria", AttendeeState.WAITING, []),
        (
            "%",
            None,
            [
                "Maria Goreti Bere",
                "Ni Luh Putu Sari",
                "Suparmin",
                "Zainal Abidin",
                "Agnes Wulandari",
            ],
        ),
        ("_a", None, []),
        ("'; drop table seat", None, []),
        ("\x00maria", None, ["Maria Goreti Bere"]),
    ],
)
def test_searching_and_filtering(
    meeting: Meeting, words: str, status: AttendeeState | None, expected: list[str]
) -> None:
    assert [one.name for one in lists.attendees(meeting.id, words=words, status=status)] == expected
    assert lists.how_many(meeting.id, words=words, status=status) == len(expected)


def test_an_organisation_is_searched_as_it_was_typed_and_as_it_is_known(
    cast: Cast, meeting: Meeting
) -> None:
    typed = cast.registration(cast.person("Hotmauli"), meeting)
    known = cast.registration(cast.person("Yohana"), meeting)
    typed.organisation_name, known.organisation_id = (
        "Kelompok Nelayan Tapanuli",
        cast.organisation("Yayasan Pelita Mutis").id,
    )
    db.session.commit()
    assert [one.organisation for one in lists.attendees(meeting.id, words="nelayan")] == [
        "Kelompok Nelayan Tapanuli"
    ]
    assert [one.organisation for one in lists.attendees(meeting.id, words="mutis")] == [
        "Yayasan Pelita Mutis"
    ]


def test_one_line_of_the_list(cast: Cast, meeting: Meeting) -> None:
    other = cast.registration(cast.person("Yohana"), cast.meeting(meeting.series))
    key = lists.attendees(meeting.id)[0].key
    assert lists.attendee(meeting.id, key).name == "Maria Goreti Bere"
    for unknown in (other.key, "x"):
        with pytest.raises(NotFound):
            lists.attendee(meeting.id, unknown)


def test_open_rows_of_one_name_and_address_are_one_question(meeting: Meeting) -> None:
    bring(meeting)
    (group,) = matching.groups(meeting.id, undecided=True)
    assert (group.name, len(group.rows), group.began, group.ended) == (
        "iPhone",
        2,
        meeting.starts_at,
        meeting.starts_at + timedelta(minutes=10),
    )


def test_attendance_by_seat_and_which_meetings_have_a_report(cast: Cast, meeting: Meeting) -> None:
    bring(meeting)
    counted = attendance_by_seat([meeting.id])
    names = {
        seat.id: seat.registration.person.name for seat in registrations.seats_of([meeting.id])
    }
    assert {
        names[seat_id]: (attendance.seconds, attendance.status)
        for seat_id, attendance in counted.items()
    } == {
        "Maria Goreti Bere": (7200, AttendanceStatus.PRESENT),
        "Suparmin": (1800, AttendanceStatus.PARTIAL),
    }
    others = [cast.meeting(meeting.series, starts_at=soon(hours=-9)) for _each in range(2)]
    db.session.add(RollCall(meeting_id=others[0].id, finished_by="T.", finished_at=clock.now()))
    db.session.commit()
    said = what_came_in([meeting, *others])
    assert [*said.reported, *said.called] == [meeting.id, others[0].id]
    assert [said.whole(each) for each in (meeting, *others)] == [True, True, False]


def test_what_waits_is_told_to_whoever_may_see_it(cast: Cast, meeting: Meeting) -> None:
    other = cast.meeting(meeting.series, starts_at=soon(hours=-30))
    bring(meeting)
    bring(other)
    mine, another, nobody = (
        cast.facilitator(meeting),
        cast.facilitator(other, "Elisabeth Krey"),
        cast.person("Yohana"),
    )
    assert [(m.key, n) for m, n in matching.meetings_to_review(acting(mine), now=clock.now())] == [
        (meeting.key, 1)
    ]
    assert [
        (m.key, n) for m, n in matching.meetings_to_review(acting(another), now=clock.now())
    ] == [(other.key, 3)]
    with statements() as asked:
        assert matching.meetings_to_review(acting(nobody), now=clock.now()) == []
    assert len(asked) == 1, "what others have to decide is not even looked up"
    assert [m.key for m, _number in matching.meetings_to_review(DIRECTOR, now=clock.now())] == [
        meeting.key,
        other.key,
    ]


def test_the_list_is_one_statement_and_one_more_where_somebody_waits(meeting: Meeting) -> None:
    counted = []
    for limit in (1, 3, None):
        with statements() as seen:
            lists.attendees(meeting.id, limit=limit)
        counted.append(len(seen))
    assert counted == [1, 1, 2]


def test_a_form_that_was_confirmed_lends_its_code_to_the_registration(cast: Cast) -> None:
    meeting = cast.meeting(starts_at=soon(hours=-5), minutes=120)
    held = cast.registration(cast.maria(), meeting)
    confirmed, waiting = cast.sent_form(held, meeting, proved=True), cast.sent_form(held, meeting)
    # A code of letters alone may be read as a part of a name.
    confirmed.code, waiting.code = "7K2M", "8Q3X"
    db.session.commit()
    [registrant] = matching.registrants(meeting.id)
    assert (registrant.code, registrant.other_codes) == (held.code, (confirmed.code,))
    report = upload(
        meeting.starts_at,
        (f"{confirmed.code} Suara", "", 0, 60),
        (f"{waiting.code} Suara", "", 0, 60),
    )
    db.write(import_report, meeting.id, report, by=DIRECTOR, now=clock.now())
    matches = db.session.scalars(select(Match).order_by(Match.evidence_id))
    assert [match.registration_id for match in matches] == [held.id]


def test_who_begins_to_wait_while_the_list_is_read_stands_in_it(
    postgresql_app: Flask, cast: Cast
) -> None:
    meeting = cast.meeting()
    late = cast.registration(cast.maria(), meeting, status=SeatStatus.CANCELLED)
    waits = update(Seat).where(Seat.id == late.seats[0].id).values(status=SeatStatus.WAITLISTED)
    db.session.commit()
    came: list[str] = []

    def come(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "offered_until" in statement and not came:
            came.append(statement)
            with db.engine.begin() as other:
                other.execute(waits)

    event.listen(db.engine, "before_cursor_execute", come)
    try:
        [found] = lists.everybody(meeting.id, EVERYBODY)
    finally:
        event.remove(db.engine, "before_cursor_execute", come)
    assert (found.status, found.place) == (AttendeeState.WAITING, None)
    [found] = lists.attendees(meeting.id)
    assert found.place == 1
