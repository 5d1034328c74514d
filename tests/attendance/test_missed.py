"""Whoever misses four dates in a row is asked once whether they still come."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from tests.attendance.reports_by_hand import upload
from tests.attendance.roll_call.at_the_door import EXCUSED, finish, note
from tests.attendance.steps import bring
from tests.by_itself import run
from tests.cast import DIRECTOR, Cast, soon
from tests.registrations.every_week import hand_over_questions
from webinar_hub.attendance.entering import actions as entering
from webinar_hub.attendance.missed import queries
from webinar_hub.attendance.missed.jobs import JOBS
from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
    Evidence,
    EvidenceKind,
    Report,
)
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.every_date import actions
from webinar_hub.registrations.every_date.rules import HEARD_OF
from webinar_hub.registrations.models import EveryDate, Registration, Seat, SeatStatus

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def past(cast: Cast) -> list[Meeting]:
    """Return six Thursdays that are over, each with a report."""
    series = cast.series()
    weeks = [cast.meeting(series, starts_at=soon(weeks=-week)) for week in range(6, 0, -1)]
    for meeting in weeks:
        report(meeting)
    return weeks


def report(meeting: Meeting) -> None:
    db.session.add(
        Report(
            meeting_id=meeting.id,
            name="peserta.csv",
            digest=tokens.key(),
            format="Zoom",
            rows=1,
            problems=0,
            imported_by="Ratna",
            imported_at=clock.now(),
        )
    )
    db.session.commit()


def every_date(cast: Cast, *meetings: Meeting) -> Registration:
    """Return a registration for every date, with a place in each of these."""
    registration = cast.registration(cast.maria(), *meetings)
    since = meetings[0].starts_at
    db.session.add(EveryDate(registration_id=registration.id, since=since))
    db.session.commit()
    return registration


def came(registration: Registration, meeting: Meeting, status: AttendanceStatus) -> None:
    db.session.add(
        Attendance(
            seat_id=seat(registration, meeting).id,
            seconds=60,
            status=status,
            computed_at=clock.now(),
        )
    )
    db.session.commit()


def seat(registration: Registration, meeting: Meeting) -> Seat:
    own = Seat.registration_id == registration.id, Seat.meeting_id == meeting.id
    return db.session.scalars(select(Seat).where(*own)).one()


def asked() -> Sequence[str]:
    for _again in range(2):
        run(JOBS)
    return db.session.scalars(select(Letter.kind)).all()


@pytest.mark.parametrize(("missed", "letters"), [(3, 0), (4, 1), (6, 1)])
def test_the_question_goes_once_after_the_fourth(
    cast: Cast, past: list[Meeting], missed: int, letters: int
) -> None:
    every_date(cast, *past[-missed:])
    assert asked() == ["registrations/still_coming"] * letters


def test_nobody_is_asked_of_a_series_that_ended(cast: Cast, past: list[Meeting]) -> None:
    every_date(cast, *past)
    past[0].series.ended = True
    db.session.commit()
    assert asked() == []


@pytest.mark.parametrize("status", [AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL])
def test_whoever_came_once_in_between_has_not_missed_four(
    cast: Cast, past: list[Meeting], status: AttendanceStatus
) -> None:
    came(every_date(cast, *past), past[3], status)
    assert asked() == []


def test_absent_in_the_report_is_missed(cast: Cast, past: list[Meeting]) -> None:
    came(every_date(cast, *past[2:]), past[3], AttendanceStatus.ABSENT)
    assert len(asked()) == 1


def test_a_platform_sees_nobody_who_came_in_person(cast: Cast, past: list[Meeting]) -> None:
    own = every_date(cast, *past[2:])
    for meeting in past[2:]:
        meeting.venue, seat(own, meeting).at_venue = "Aula", True
    db.session.commit()
    assert asked() == []
    note(past[-1], own, by=DIRECTOR, said=EXCUSED)
    for meeting in past:
        finish(meeting, DIRECTOR)
    assert asked() == [], "to be excused is not to have missed it"
    note(past[-1], own, by=DIRECTOR, said=None)
    assert len(asked()) == 1


def test_without_a_report_nothing_is_missed(cast: Cast, past: list[Meeting]) -> None:
    every_date(cast, *past[2:])
    [only] = db.session.scalars(select(Report).where(Report.meeting_id == past[4].id)).all()
    only.withdrawn_at = clock.now()
    db.session.commit()
    assert asked() == []
    report(past[4])
    assert len(asked()) == 1


def test_while_a_name_waits_for_a_decision_nothing_is_missed(
    cast: Cast, past: list[Meeting]
) -> None:
    every_date(cast, *past[2:])
    db.session.add(
        Evidence(
            meeting_id=past[4].id,
            kind=EvidenceKind.STAY,
            fingerprint="x",
            name="iPhone",
            noted_at=clock.now(),
        )
    )
    db.session.commit()
    assert asked() == []


@pytest.mark.parametrize("how", ["skipped", "cancelled", "waited"])
def test_a_date_without_a_place_or_without_a_session_is_not_missed(
    cast: Cast, past: list[Meeting], how: str
) -> None:
    registration = every_date(cast, *past[2:])
    if how == "cancelled":
        past[4].cancelled_at = clock.now()
    else:
        statuses = {"skipped": SeatStatus.CANCELLED, "waited": SeatStatus.WAITLISTED}
        seat(registration, past[4]).status = statuses[how]
    db.session.commit()
    assert asked() == []


def test_what_was_missed_before_going_on_counts_no_more(cast: Cast, past: list[Meeting]) -> None:
    registration = every_date(cast, *past)
    db.write(actions.go_on, registration, by=VISITOR, now=past[2].starts_at)
    assert len(queries.to_ask(clock.now())) == 1
    db.write(actions.go_on, registration, by=VISITOR, now=past[3].starts_at)
    assert queries.to_ask(clock.now()) == []


def test_whoever_registered_for_some_dates_alone_is_not_asked(
    cast: Cast, past: list[Meeting]
) -> None:
    cast.registration(cast.maria(), *past)
    assert asked() == []


def test_a_press_on_gabung_is_an_answer(cast: Cast, past: list[Meeting]) -> None:
    coming = cast.meeting(past[0].series, starts_at=soon(hours=-1))
    registration = every_date(cast, *past, coming)
    assert len(asked()) == 1
    hand_over_questions()
    db.write(entering.enter, registration.id, coming.key, now=clock.now())
    later = coming.ends_at + HEARD_OF
    assert not db.write(actions.pause_next_unanswered, now=later)


def test_so_is_to_be_found_in_the_report_of_the_next_date(cast: Cast, past: list[Meeting]) -> None:
    """Not everybody presses Gabung, and a report comes in hours later."""
    coming = cast.meeting(past[0].series, starts_at=soon(hours=1))
    every_date(cast, *past, coming)
    assert len(asked()) == 1
    hand_over_questions()
    over = coming.ends_at
    assert not db.write(actions.pause_next_unanswered, now=over)
    bring(coming, upload(coming.starts_at, ("Maria Goreti Bere", "maria@example.org", 0, 60)))
    assert not db.write(actions.pause_next_unanswered, now=over + HEARD_OF)
