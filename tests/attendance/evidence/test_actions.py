"""Taking reports in, setting them aside, adding minutes up: on both databases."""

from datetime import timedelta

import pytest

from tests.attendance.reports_by_hand import flat, upload
from tests.attendance.steps import bring, facts, minutes, standing
from tests.cast import Cast
from webinar_hub.attendance.evidence import actions
from webinar_hub.attendance.evidence.actions import Imported
from webinar_hub.attendance.evidence.queries import reports
from webinar_hub.attendance.minutes.actions import recompute
from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
    Evidence,
    Match,
    Report,
)
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.zones import WIB, WITA
from webinar_hub.programmes.models import Meeting

pytestmark = pytest.mark.usefixtures("app")


def test_the_rules_match_what_is_certain_and_leave_the_rest_open(meeting: Meeting) -> None:
    report = upload(
        meeting.starts_at,
        ("Maria G. Bere", "maria@example.org", 0, 120),
        ("Suparmin 0812-3456-7890", "", 0, 30),
        ("iPhone", "", 10, 40),
    )
    assert bring(meeting, report) == Imported(
        again=False, added=3, known=0, waiting=0, linked=2, open=1
    )
    assert standing(meeting) == {
        "Maria G. Bere": ("Maria Goreti Bere", "Same e-mail address"),
        "Suparmin 0812-3456-7890": ("Suparmin", "Same phone number"),
        "iPhone": (None, "open"),
    }
    assert minutes(meeting) == {
        "Maria Goreti Bere": (7200, AttendanceStatus.PRESENT),
        "Suparmin": (1800, AttendanceStatus.PARTIAL),
    }


def test_the_same_file_twice_changes_nothing(meeting: Meeting) -> None:
    report = upload(meeting.starts_at, ("Maria Goreti Bere", "", 0, 120), ("iPhone", "", 10, 40))
    bring(meeting, report)
    before = facts(Report, Evidence, Match, Attendance, Entry)
    assert bring(meeting, report) == Imported(
        again=True, added=0, known=2, waiting=0, linked=0, open=1
    )
    assert facts(Report, Evidence, Match, Attendance, Entry) == before


def test_the_same_rows_in_another_file_are_known(meeting: Meeting) -> None:
    maria, guest = ("Maria Goreti Bere", "", 0, 60), ("iPhone", "", 10, 40)
    bring(meeting, upload(meeting.starts_at, maria, guest))
    before = facts(Report, Evidence, Match, Attendance)
    assert bring(meeting, upload(meeting.starts_at, guest, maria)) == Imported(
        again=True, added=0, known=2, waiting=0, linked=0, open=1
    )
    assert facts(Report, Evidence, Match, Attendance) == before
    longer = upload(meeting.starts_at, maria, ("Maria Goreti Bere", "", 60, 120))
    assert bring(meeting, longer) == Imported(
        again=False, added=1, known=1, waiting=0, linked=1, open=1
    )
    assert minutes(meeting) == {"Maria Goreti Bere": (7200, AttendanceStatus.PRESENT)}


def test_rows_count_while_a_report_stands_that_tells_of_them(
    meeting: Meeting, theresia: Actor
) -> None:
    def put_aside(report: Report) -> None:
        db.write(actions.withdraw, meeting.id, report.key, by=theresia, now=clock.now())

    maria, guest = ("Maria Goreti Bere", "", 0, 120), ("iPhone", "", 10, 40)
    counted = {"Maria Goreti Bere": (7200, AttendanceStatus.PRESENT)}
    early, whole = upload(meeting.starts_at, maria), upload(meeting.starts_at, guest, maria)
    bring(meeting, early)
    bring(meeting, whole)
    of_whole, of_early = reports(meeting.id)
    put_aside(of_early)
    assert minutes(meeting) == counted
    put_aside(of_whole)
    assert minutes(meeting) == {}
    bring(meeting, early)
    bring(meeting, whole)
    put_aside(of_whole)
    assert minutes(meeting) == counted
    assert standing(meeting)["iPhone"] == (None, "The report was withdrawn")
    # The same rows in a file of another order, as Excel leaves them.
    assert bring(meeting, upload(meeting.starts_at, maria, guest)).linked == 0
    put_aside(of_early)
    assert minutes(meeting) == counted
    put_aside(reports(meeting.id)[0])
    assert minutes(meeting) == {}


def test_a_report_in_which_nobody_can_be_read_is_no_report(meeting: Meeting) -> None:
    with pytest.raises(actions.NothingRead):
        upload(meeting.starts_at, ("Maria Goreti Bere", "", 120, 0))


def test_two_equal_rows_of_one_file_are_two_facts(meeting: Meeting) -> None:
    assert (
        bring(
            meeting, upload(meeting.starts_at, ("iPhone", "", 10, 40), ("iPhone", "", 10, 40))
        ).added
        == 2
    )


def test_rows_of_the_waiting_room_count_nothing(meeting: Meeting) -> None:
    stays = (
        ("Suparmin 081234567890", "", 0, 120),
        ("Maria Goreti Bere", "maria@example.org", 0, 120),
    )
    data = flat(meeting.starts_at, *stays).removesuffix(b"No\r\n") + b"Yes\r\n"
    report = actions.open_report(data, name="a.csv", zone=meeting.home, around=meeting.starts_at)
    assert bring(meeting, report) == Imported(
        again=False, added=1, known=0, waiting=1, linked=1, open=0
    )
    assert minutes(meeting) == {"Suparmin": (7200, AttendanceStatus.PRESENT)}


def test_a_report_of_the_waiting_room_alone_is_no_report(meeting: Meeting) -> None:
    data = flat(meeting.starts_at, ("Maria Goreti Bere", "", 0, 120), waiting=True)
    with pytest.raises(actions.NobodyLetIn):
        actions.open_report(data, name="a.csv", zone=meeting.home, around=meeting.starts_at)


def test_minutes_are_the_union_of_the_stays_within_the_meeting(meeting: Meeting) -> None:
    # 0-60 (of -10-60), 50-70, 100-120 (of 100-200): 70 + 20 minutes.
    stays = [
        ("Maria Goreti Bere", "maria@example.org", came, left)
        for came, left in ((-10, 60), (50, 70), (100, 200))
    ]
    bring(meeting, upload(meeting.starts_at, *stays))
    assert minutes(meeting) == {"Maria Goreti Bere": (90 * 60, AttendanceStatus.PRESENT)}


def test_a_report_of_other_hours_is_refused_whole(meeting: Meeting) -> None:
    report = upload(meeting.starts_at, ("Maria Goreti Bere", "maria@example.org", 121, 300))
    with pytest.raises(actions.NotThisMeeting):
        bring(meeting, report)
    assert facts(Report, Evidence, Match, Attendance) == [[], [], [], []]


@pytest.mark.parametrize(
    "table",
    [
        "Name,Email,Duration,Time joined,Time exited\nMaria,maria@example.org,1 hr,{}\n",
        "Name,Email,Minutes\nMaria,maria@example.org,60\n",
    ],
)
def test_a_file_that_tells_no_day_is_taken_for_one_meeting(
    cast: Cast, meeting: Meeting, theresia: Actor, table: str
) -> None:
    came, left = (meeting.starts_at.astimezone(WIB.info) + timedelta(hours=h) for h in (0, 1))
    data = table.format(f"{came:%H:%M},{left:%H:%M}").encode()
    earlier = meeting.starts_at - timedelta(days=7)
    before = cast.meeting(meeting.series, starts_at=earlier, minutes=120)
    week_before, now = (
        actions.open_report(data, name="a.csv", zone=WIB, around=each.starts_at)
        for each in (before, meeting)
    )
    bring(before, week_before)
    with pytest.raises(actions.OfAnother):
        bring(meeting, now)
    (report,) = reports(before.id)
    db.write(actions.withdraw, before.id, report.key, by=theresia, now=clock.now())
    bring(meeting, now)
    assert minutes(meeting) == {"Maria Goreti Bere": (3600, AttendanceStatus.PARTIAL)}


def test_a_withdrawn_report_counts_for_nobody_and_the_right_clock_can_follow(
    meeting: Meeting, theresia: Actor
) -> None:
    data = flat(meeting.starts_at, ("Maria Goreti Bere", "maria@example.org", 0, 120))
    wrong = actions.open_report(data, name="a.csv", zone=WITA, around=meeting.starts_at)
    bring(meeting, wrong)
    assert minutes(meeting) == {"Maria Goreti Bere": (3600, AttendanceStatus.PARTIAL)}
    (report,) = reports(meeting.id)
    db.write(actions.withdraw, meeting.id, report.key, by=theresia, now=clock.now())
    assert minutes(meeting) == {}
    assert standing(meeting) == {"Maria Goreti Bere": (None, "The report was withdrawn")}
    bring(
        meeting,
        actions.open_report(data, name="a.csv", zone=meeting.home, around=meeting.starts_at),
    )
    assert minutes(meeting) == {"Maria Goreti Bere": (7200, AttendanceStatus.PRESENT)}
    assert bring(meeting, wrong) == Imported(
        again=False, added=0, known=1, waiting=0, linked=1, open=0
    )
    assert standing(meeting) == {"Maria Goreti Bere": ("Maria Goreti Bere", "Same e-mail address")}
    with pytest.raises(NotFound):
        db.write(actions.withdraw, meeting.id, "nosuchreport0000", by=theresia, now=clock.now())


def test_minutes_follow_when_the_hours_of_the_meeting_change(meeting: Meeting) -> None:
    bring(meeting, upload(meeting.starts_at, ("Maria Goreti Bere", "maria@example.org", 0, 60)))

    def shorten() -> None:
        found = db.session.get_one(Meeting, meeting.id)
        found.ends_at = found.starts_at + timedelta(minutes=60)
        recompute(found, now=clock.now())

    db.write(shorten)
    assert minutes(meeting) == {"Maria Goreti Bere": (3600, AttendanceStatus.PRESENT)}
