"""What people read after a session, once, when its attendance is settled."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.attendance.reports_by_hand import flat
from tests.attendance.roll_call.at_the_door import EXCUSED, finish, note
from tests.attendance.steps import bring, decide
from tests.by_itself import run
from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.messages.outbox import of_kind
from webinar_hub.attendance.evidence.actions import open_report, withdraw
from webinar_hub.attendance.following_up import jobs
from webinar_hub.attendance.following_up.letters import AFTER
from webinar_hub.attendance.lists import queries as lists
from webinar_hub.attendance.lists.tables import AttendeeState
from webinar_hub.attendance.matching.actions import Decision, Verdict
from webinar_hub.attendance.matching.queries import groups
from webinar_hub.attendance.models import Report
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import WIB
from webinar_hub.messages import rendering
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations.models import SeatStatus

BEGINS = datetime(2026, 11, 26, 7, tzinfo=UTC)
"""Thursday, 14.00 WIB, until 16.00."""

After = Callable[..., None]


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> After:
    """Return what sets the clock to so long after the beginning; a week before at first."""

    def put(**since: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: BEGINS + timedelta(**since))

    put(days=-7)
    return put


def report(meeting: Meeting, *stays: tuple[str, str, int, int]) -> None:
    data = flat(meeting.starts_at, *stays)
    bring(meeting, open_report(data, name="zoom.csv", zone=WIB, around=meeting.starts_at))


def nobody(meeting: Meeting) -> None:
    """Decide that the one name of the report is no participant's."""
    [group] = groups(meeting.id)
    decide(meeting, Decision([row.fingerprint for row in group.rows], Verdict.NOBODY), DIRECTOR)


def follow_up() -> None:
    """Run the job once."""
    run(jobs.JOBS)
    db.session.rollback()


def written() -> list[Letter]:
    return of_kind(AFTER)


MARIA = ("Maria Goreti Bere", "maria@example.org")


def test_who_came_and_who_missed_read_their_own_once(app: Flask, cast: Cast, after: After) -> None:
    series = cast.series()
    meeting, coming = (cast.meeting(series, starts_at=BEGINS + timedelta(days=n)) for n in (0, 7))
    cast.registration(cast.maria(), meeting, coming)
    cast.registration(cast.suparmin(), meeting)
    short = cast.registration(cast.person("Budi", email="budi@example.org"), meeting)
    cast.registration(cast.person("Tanpa Alamat"), meeting)
    after(hours=3)
    follow_up()
    report(meeting, (*MARIA, 0, 110), ("Budi", "budi@example.org", 0, 30))
    after(hours=3.9)
    follow_up()
    assert written() == [], "the report may be one of two"
    after(hours=4)
    follow_up()
    follow_up()
    facts = ("came", "counts", "minutes", "seated", "steps")
    assert [
        (each.person.name, *(each.facts[name] for name in facts), len(each.facts["meetings"]))
        for each in written()
    ] == [
        ("Maria Goreti Bere", True, True, 110, True, None, 2),
        ("Suparmin", False, False, 0, False, None, 2),
        ("Budi", True, False, 30, False, None, 2),
    ]
    assert {each.lane for each in written()} == {Lane.REST}
    assert short.stands


def test_whoever_skips_the_next_date_reads_of_the_one_after(
    app: Flask, cast: Cast, after: After
) -> None:
    series = cast.series()
    meeting, skipped, kept = (
        cast.meeting(series, starts_at=BEGINS + timedelta(weeks=n)) for n in (0, 1, 2)
    )
    registration = cast.registration(cast.maria(), meeting, skipped, kept)
    for seat in registration.seats:
        if seat.meeting_id == skipped.id:
            seat.status = SeatStatus.CANCELLED
    db.session.commit()
    after(hours=3)
    report(meeting, (*MARIA, 0, 110))
    after(hours=4)
    follow_up()
    [letter] = written()
    told = rendering.write(letter, app.extensions["settings"], cast.links).facts
    for facts in (letter.facts, told):
        assert [each["key"] for each in facts["meetings"]] == [meeting.key, kept.key]
        assert facts["seated"]


def test_in_person_the_platforms_report_says_of_nobody_that_they_were_absent(
    app: Flask, cast: Cast, after: After, client: Client
) -> None:
    meeting = cast.meeting(starts_at=BEGINS)
    meeting.venue = "Aula Kantor Gubernur, Kupang"
    cast.registration(cast.maria(), meeting)
    there = cast.registration(cast.suparmin(), meeting)
    there.seats[0].at_venue = True
    db.session.commit()
    after(hours=3)
    report(meeting, (*MARIA, 0, 110))
    after(hours=4)
    follow_up()
    assert [each.person.name for each in written()] == ["Maria Goreti Bere"]
    figures = lists.figures(meeting.id).by_status
    assert (figures[AttendeeState.ABSENT], figures[AttendeeState.EXPECTED]) == (0, 1)
    assert "Kehadiran belum dihitung" in client.get(cast.page(client, there)).text
    finish(meeting, DIRECTOR)
    follow_up()
    assert len(written()) == 1, "somebody may still be noted"
    after(hours=5)
    follow_up()
    facts = [(each.person.name, each.facts["came"], each.facts["in_person"]) for each in written()]
    assert facts == [("Maria Goreti Bere", True, False), ("Suparmin", False, True)]
    assert "Tidak ada di daftar hadir di tempat" in client.get(cast.page(client, there)).text


def test_who_was_noted_at_the_venue_reads_so_and_who_is_excused_nothing(
    app: Flask, cast: Cast, after: After, client: Client
) -> None:
    meeting = cast.meeting(starts_at=BEGINS)
    meeting.venue, meeting.venue_only = "Aula Kantor Gubernur, Kupang", True
    came = cast.registration(cast.maria(), meeting)
    excused = cast.registration(cast.suparmin(), meeting)
    db.session.commit()
    after(hours=0.5)
    note(meeting, came, by=DIRECTOR)
    page = client.get(cast.page(client, came)).text
    assert "Anda tercatat hadir" in page
    to_come = client.get(cast.page(client, excused)).text
    assert "Sesi sedang berlangsung" in to_come
    # Whoever is noted has nothing left to say at the door, and gives no place back by a slip.
    for words in ("Sebutkan di pintu", "Tidak bisa hadir"):
        assert (words in to_come, words in page) == (True, False)
    note(meeting, excused, by=DIRECTOR, said=EXCUSED)
    finish(meeting, DIRECTOR)
    after(hours=3)
    follow_up()
    [letter] = written()
    assert (letter.person.name, letter.facts["in_person"]) == ("Maria Goreti Bere", True)
    assert "Hadir di tempat" in client.get(cast.page(client, came)).text
    assert "Izin" in client.get(cast.page(client, excused)).text


def test_of_a_cohort_it_says_how_far_it_is_to_the_certificate(
    app: Flask, cast: Cast, after: After
) -> None:
    series = cast.series(rolling=False, required_meetings=2)
    days = [cast.meeting(series, starts_at=BEGINS + timedelta(days=n)) for n in (0, 7, 14)]
    cast.registration(cast.maria(), *days)
    # As whoever came to the door, with a place that day alone, and waits for others.
    suparmin = cast.registration(cast.suparmin(), days[0]).person
    cast.registration(suparmin, days[1], status=SeatStatus.WAITLISTED)
    after(hours=3)
    report(days[0], (*MARIA, 0, 110))
    after(hours=4)
    follow_up()
    came, missed = written()
    assert came.facts["steps"] == {"attended": 1, "held": 3, "needed": 2}
    assert missed.facts["steps"] == {"attended": 0, "held": 3, "needed": 2}
    assert [(each.facts["seated"], each.facts["waits"]) for each in (came, missed)] == [
        (True, False),
        (False, True),
    ]
    told = rendering.write(missed, app.extensions["settings"], cast.links)
    assert "Anda masih di daftar tunggu" in told.text


def test_nothing_while_a_name_waits_or_no_report_counts(
    app: Flask, cast: Cast, after: After
) -> None:
    meeting = cast.meeting(starts_at=BEGINS)
    cast.registration(cast.maria(), meeting)
    after(hours=3)
    report(meeting, ("Mrs. Nobody", "", 0, 110))
    after(hours=5)
    follow_up()
    assert written() == []
    nobody(meeting)
    after(hours=5.9)
    follow_up()
    assert written() == [], "somebody decided a moment ago"
    [key] = db.session.scalars(select(Report.key))
    db.write(withdraw, meeting.id, key, by=DIRECTOR, now=clock.now())
    after(hours=7)
    follow_up()
    assert written() == [], "without a report nothing is missed"


def test_a_correction_brings_no_second_letter(app: Flask, cast: Cast, after: After) -> None:
    meeting = cast.meeting(starts_at=BEGINS)
    cast.registration(cast.maria(), meeting)
    after(hours=3)
    report(meeting, ("Lain Orang", "lain@example.org", 0, 110))
    nobody(meeting)
    after(hours=5)
    follow_up()
    report(meeting, (*MARIA, 0, 110))
    after(hours=7)
    follow_up()
    assert [each.facts["came"] for each in written()] == [False]


def test_what_waited_says_what_is_so_when_it_goes(app: Flask, cast: Cast, after: After) -> None:
    series = cast.series()
    days = [cast.meeting(series, starts_at=BEGINS + timedelta(days=n)) for n in (0, 7, 14)]
    cast.registration(cast.maria(), days[0], days[1])
    after(hours=3)
    report(days[0], ("Lain Orang", "lain@example.org", 0, 110))
    nobody(days[0])
    after(hours=5)
    follow_up()
    assert _says(app, cast) == (False, [days[0].key, days[1].key], True)
    db.write(planning.cancel_meeting, days[1], reason="Banjir", by=DIRECTOR, now=clock.now())
    report(days[0], (*MARIA, 0, 110))
    after(days=2)
    assert _says(app, cast) == (True, [days[0].key, days[2].key], False)


@pytest.mark.parametrize("how", ["report set aside", "session cancelled"])
def test_what_waited_tells_nobody_that_they_were_absent_where_nothing_says_so_any_more(
    app: Flask, cast: Cast, after: After, how: str
) -> None:
    meeting = cast.meeting(starts_at=BEGINS)
    cast.registration(cast.maria(), meeting)
    after(hours=3)
    report(meeting, (*MARIA, 0, 110))
    after(hours=5)
    follow_up()
    [letter], [key] = written(), db.session.scalars(select(Report.key))
    if how == "report set aside":
        db.write(withdraw, meeting.id, key, by=DIRECTOR, now=clock.now())
    else:
        db.write(planning.cancel_meeting, meeting, reason="x", by=DIRECTOR, now=clock.now())
    assert rendering.write(letter, app.extensions["settings"], cast.links).needless


def _says(app: Flask, cast: Cast) -> tuple[bool, list[str], bool]:
    """Return of the one letter whether they came, what it tells of, and whether they are seated."""
    [letter] = written()
    says = rendering.write(letter, app.extensions["settings"], cast.links).facts
    return says["came"], [each["key"] for each in says["meetings"]], says["seated"]


def test_nobody_is_woken_and_after_a_week_it_is_of_no_use(
    app: Flask, cast: Cast, after: After
) -> None:
    meeting = cast.meeting(starts_at=BEGINS)
    cast.registration(cast.suparmin(), meeting)
    cast.registration(cast.person("Yosep", phone="+6281200000009", region="91"), meeting)
    after(hours=3)
    report(meeting, (*MARIA, 0, 110))
    nobody(meeting)
    heard = []
    for hours in (5.5, 13, 14, 16):
        after(hours=hours)
        follow_up()
        heard.append(sorted(each.person.name for each in written()))
    assert heard == [["Suparmin"], ["Suparmin"], ["Suparmin", "Yosep"], ["Suparmin", "Yosep"]]
    after(days=7, hours=2)
    follow_up()
    assert {each.state for each in written()} == {LetterState.DROPPED}


def test_of_sessions_long_ago_nobody_reads(app: Flask, cast: Cast, after: After) -> None:
    meeting = cast.meeting(starts_at=BEGINS)
    cast.registration(cast.maria(), meeting)
    after(hours=3)
    report(meeting, (*MARIA, 0, 110))
    after(days=8)
    follow_up()
    assert written() == []
