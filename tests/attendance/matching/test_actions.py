"""Deciding whose rows are, and taking it back: on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.attendance.reports_by_hand import upload
from tests.attendance.steps import bring, decide, facts, minutes, standing
from tests.cast import Cast, acting
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
from webinar_hub.registrations.models import Registration, Seat

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
