"""Taking in reports, deciding whose rows they are, adding minutes up: on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.attendance.reports_by_hand import flat, upload
from tests.cast import DIRECTOR, Cast, acting, soon
from webinar_hub.attendance import actions, queries, undoing
from webinar_hub.attendance.actions import Decision, Imported, Upload, Verdict
from webinar_hub.attendance.door import DoorClosed
from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
    Evidence,
    EvidenceKind,
    Match,
    Report,
)
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.zones import WITA
from webinar_hub.people.duplicates import compare_due
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

pytestmark = pytest.mark.usefixtures("app")


def facts(*tables: type[Base]) -> list[Any]:
    """Return all rows of some tables as plain values."""
    db.session.rollback()
    return [
        db.session.execute(select(table.__table__).order_by(table.__table__.c.id)).all()
        for table in tables
    ]


def bring(meeting: Meeting, report: Upload, by: Actor = DIRECTOR) -> Imported:
    return db.write(actions.import_report, meeting.id, report, by=by, now=clock.now())


def decide(meeting: Meeting, decision: Decision, by: Actor) -> str:
    return db.write(actions.decide, meeting.id, decision, by=by, now=clock.now())


def standing(meeting: Meeting) -> dict[str, tuple[str | None, str]]:
    """Return whose each platform name is, and why, as it stands."""
    db.session.rollback()
    return {
        group.name: (
            group.match.registration.person.name if group.match.registration else None,
            group.match.why,
        )
        if group.match
        else (None, "open")
        for group in queries.groups(meeting.id)
    }


def minutes(meeting: Meeting) -> dict[str, tuple[int, AttendanceStatus]]:
    """Return the seconds and status of each person who has an attendance."""
    db.session.rollback()
    people = {
        seat.id: registration.person.name
        for registration in db.session.scalars(select(Registration))
        for seat in registration.seats
    }
    return {
        people[seat_id]: (a.seconds, a.status)
        for seat_id, a in queries.seconds_by_seat([meeting.id]).items()
    }


@pytest.fixture
def theresia(cast: Cast, meeting: Meeting) -> Actor:
    """The facilitator, as an actor."""
    return acting(cast.facilitator(meeting))


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
    before = facts(Evidence, Match, Attendance)
    assert bring(meeting, upload(meeting.starts_at, guest, maria)) == Imported(
        again=False, added=0, known=2, waiting=0, linked=0, open=1
    )
    assert facts(Evidence, Match, Attendance) == before
    bring(meeting, upload(meeting.starts_at, maria, ("Maria Goreti Bere", "", 60, 120)))
    assert minutes(meeting) == {"Maria Goreti Bere": (7200, AttendanceStatus.PRESENT)}


def test_two_equal_rows_of_one_file_are_two_facts(meeting: Meeting) -> None:
    assert (
        bring(
            meeting, upload(meeting.starts_at, ("iPhone", "", 10, 40), ("iPhone", "", 10, 40))
        ).added
        == 2
    )


def test_rows_of_the_waiting_room_count_nothing(meeting: Meeting) -> None:
    data = flat(meeting.starts_at, ("Maria Goreti Bere", "maria@example.org", 0, 120), waiting=True)
    report = actions.opened(data, name="a.csv", zone=meeting.home, around=meeting.starts_at)
    assert bring(meeting, report) == Imported(
        again=False, added=0, known=0, waiting=1, linked=0, open=0
    )
    assert minutes(meeting) == {}


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


def test_a_person_decides_and_the_minutes_follow(meeting: Meeting, theresia: Actor) -> None:
    bring(meeting, upload(meeting.starts_at, ("bu mar", "", 0, 100), ("bu mar", "", 100, 110)))
    (group,) = queries.groups(meeting.id, undecided=True)
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
    (group,) = queries.groups(meeting.id, undecided=True)
    decide(meeting, Decision([group.rows[0].fingerprint], Verdict.NOBODY), theresia)
    (left,) = queries.groups(meeting.id, undecided=True)
    assert [row.fingerprint for row in left.rows] == [group.rows[1].fingerprint]


def test_a_new_person_gets_a_registration_and_minutes(meeting: Meeting, theresia: Actor) -> None:
    bring(meeting, upload(meeting.starts_at, ("Bapak Yohanis Tallo", "", 0, 120)))
    (group,) = queries.groups(meeting.id, undecided=True)
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
    known = [row.fingerprint for group in queries.groups(meeting.id) for row in group.rows]
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
    (group,) = queries.groups(other.id, undecided=True)
    with pytest.raises(actions.NobodyChosen):
        decide(meeting, Decision([group.rows[0].fingerprint], Verdict.NOBODY), theresia)


def test_the_last_decision_is_taken_back_and_the_one_before_it_stands_again(
    meeting: Meeting, theresia: Actor
) -> None:
    bring(
        meeting,
        upload(meeting.starts_at, ("Maria Goreti Bere", "", 0, 120), ("iPhone", "", 0, 100)),
    )
    by_rule = next(group for group in queries.groups(meeting.id) if group.match)
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
        db.write(undoing.undo, meeting.id, by=theresia, now=clock.now()).name == "Maria Goreti Bere"
    )
    assert standing(meeting)["Maria Goreti Bere"] == (
        "Maria Goreti Bere",
        "Only one participant has this name",
    )
    assert minutes(meeting) == {"Maria Goreti Bere": (7200, AttendanceStatus.PRESENT)}
    with pytest.raises(undoing.NothingToUndo):
        db.write(undoing.undo, meeting.id, by=theresia, now=clock.now())


def test_nobody_takes_back_the_decision_of_somebody_else(
    meeting: Meeting, theresia: Actor, cast: Cast
) -> None:
    bring(meeting, upload(meeting.starts_at, ("iPhone", "", 0, 100)))
    (group,) = queries.groups(meeting.id, undecided=True)
    decide(meeting, Decision([group.rows[0].fingerprint], Verdict.NOBODY), theresia)
    ratna = cast.ratna()
    with pytest.raises(undoing.NothingToUndo):
        db.write(
            undoing.undo,
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
    (group,) = queries.groups(meeting.id, undecided=True)
    decide(
        meeting, Decision([group.rows[0].fingerprint], Verdict.SOMEBODY, who=maria.key), theresia
    )
    following = cast.meeting(
        meeting.series, starts_at=meeting.starts_at + timedelta(hours=2), minutes=60
    )
    cast.registration(maria.person, following)
    assert bring(following, upload(following.starts_at, ("bu mar ypms", "", 0, 60))).linked == 1
    assert standing(following) == {"bu mar ypms": ("Maria Goreti Bere", "Decided so before")}


def test_a_withdrawn_report_counts_for_nobody_and_the_right_clock_can_follow(
    meeting: Meeting, theresia: Actor
) -> None:
    data = flat(meeting.starts_at, ("Maria Goreti Bere", "maria@example.org", 0, 120))
    wrong = actions.opened(data, name="a.csv", zone=WITA, around=meeting.starts_at)
    bring(meeting, wrong)
    assert minutes(meeting) == {"Maria Goreti Bere": (3600, AttendanceStatus.PARTIAL)}
    (report,) = queries.reports(meeting.id)
    db.write(actions.withdraw, meeting.id, report.key, by=theresia, now=clock.now())
    assert minutes(meeting) == {}
    assert standing(meeting) == {"Maria Goreti Bere": (None, "The report was withdrawn")}
    bring(meeting, actions.opened(data, name="a.csv", zone=meeting.home, around=meeting.starts_at))
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
        found = queries.meeting_by_id(meeting.id)
        found.ends_at = found.starts_at + timedelta(minutes=60)
        actions.recompute(found, now=clock.now())

    db.write(shorten)
    assert minutes(meeting) == {"Maria Goreti Bere": (3600, AttendanceStatus.PRESENT)}


def test_whoever_only_waits_or_left_has_no_attendance(cast: Cast, meeting: Meeting) -> None:
    waiting = cast.registration(
        cast.person("Yosepha Alomang Beanal", email="yosepha@example.org"),
        meeting,
        status=SeatStatus.WAITLISTED,
    )
    bring(meeting, upload(meeting.starts_at, ("Yosepha", "yosepha@example.org", 0, 120)))
    assert standing(meeting) == {"Yosepha": (waiting.person.name, "Same e-mail address")}
    assert minutes(meeting) == {}


def test_the_way_in_notes_the_first_press_only(cast: Cast) -> None:
    meeting = cast.meeting(starts_at=soon())
    maria = cast.registration(cast.maria(), meeting)
    now = meeting.starts_at - timedelta(minutes=30)
    for later in (0, 5):
        entered = db.write(actions.enter, maria.id, meeting.key, now=now + timedelta(minutes=later))
        assert entered.join_link == "https://zoom.example/j/123"
    presses = db.session.execute(
        select(Evidence.kind, Evidence.joined_at, Match.registration_id).join(
            Match, Match.evidence_id == Evidence.id
        )
    ).all()
    assert presses == [(EvidenceKind.JOIN_CLICK, now, maria.id)]
    assert minutes(meeting) == {}


def test_the_way_in_is_closed_to_whoever_waits_and_unknown_to_whoever_left(cast: Cast) -> None:
    meeting = cast.meeting(starts_at=soon())
    waiting = cast.registration(cast.maria(), meeting, status=SeatStatus.WAITLISTED)
    gone = cast.registration(cast.suparmin(), meeting, status=SeatStatus.CANCELLED)
    with pytest.raises(DoorClosed):
        db.write(actions.enter, waiting.id, meeting.key, now=meeting.starts_at)
    with pytest.raises(NotFound):
        db.write(actions.enter, gone.id, meeting.key, now=meeting.starts_at)
    assert facts(Evidence) == [[]]


def test_an_export_is_written_down(app: Flask, meeting: Meeting, theresia: Actor) -> None:
    db.write(
        actions.note_export,
        meeting.id,
        "csv",
        columns=["No.", "Name"],
        registrations=["a", "b"],
        by=theresia,
        now=clock.now(),
    )
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.actor_id, entry.verb, entry.subject_key) == (
        theresia.id,
        "exported list",
        meeting.key,
    )
    assert entry.after == {
        "form": "csv",
        "columns": ["No.", "Name"],
        "rows": 2,
        "registrations": ["a", "b"],
    }


def added(meeting: Meeting, theresia: Actor, name: str = "Yohanis Tallo") -> Registration:
    """Return whom a decision on a row of this name added."""
    (group,) = [each for each in queries.groups(meeting.id, undecided=True) if each.name == name]
    key = decide(
        meeting,
        Decision([row.fingerprint for row in group.rows], Verdict.NEW, typed_name=name),
        theresia,
    )
    return db.session.scalars(select(Registration).where(Registration.key == key)).one()


def test_taking_a_decision_back_removes_the_person_it_added(
    meeting: Meeting, theresia: Actor
) -> None:
    before = facts(Person, Registration, Seat, Attendance)
    bring(meeting, upload(meeting.starts_at, ("Yohanis Tallo", "", 0, 120)))
    added(meeting, theresia)
    compare_due(now=clock.now())
    db.write(undoing.undo, meeting.id, by=theresia, now=clock.now())
    assert standing(meeting) == {"Yohanis Tallo": (None, "open")}
    assert [row.key for row in facts(Person)[0]] == [row.key for row in before[0]]
    assert facts(Registration, Seat, Attendance) == before[1:]
    assert [(m.registration_id, m.set_aside_why) for m in db.session.scalars(select(Match))] == [
        (None, "Taken back")
    ]


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
        iphone = next(group for group in queries.groups(meeting.id, undecided=True))
        chosen = Decision([iphone.rows[0].fingerprint], Verdict.SOMEBODY, who=registration.key)
        ratna = acting(cast.ratna())
        decide(meeting, chosen, ratna)
    before = facts(Person, Registration, Seat)
    db.write(undoing.undo, meeting.id, by=theresia, now=clock.now())
    assert standing(meeting)["Yohanis Tallo"] == (None, "open")
    assert facts(Person, Registration, Seat) == before
    assert db.session.scalars(
        select(Match.registration_id).where(Match.set_aside_at.is_not(None))
    ).all() == [registration.id]
