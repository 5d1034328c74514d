"""Letters about moved meetings: held for a while, so that several changes are one letter."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from tests.cast import DIRECTOR, Cast, soon
from tests.messages.outbox import claim, letter_of, rows, sent_at
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering
from webinar_hub.messages import rules as of_letters
from webinar_hub.messages.actions import hand_over, keep
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.rules import HELD, told_at
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations import letters
from webinar_hub.registrations.models import SeatStatus
from webinar_hub.registrations.standing import actions as standing

HOUR = timedelta(hours=1)
NOW = soon()


def change(meeting: Meeting, *, at: Any = NOW, **fields: Any) -> None:
    """Change a meeting as the desk does, at this moment."""
    wanted: dict[str, Any] = {
        "title": meeting.title,
        "description": meeting.description,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "capacity": meeting.capacity,
        "join_link": meeting.join_link,
    }
    wanted |= fields
    if "starts_at" in fields:
        wanted["ends_at"] = fields["starts_at"] + 2 * HOUR
    db.write(
        planning.change_meeting,
        meeting,
        version=meeting.version,
        by=DIRECTOR,
        now=at,
        **wanted,
    )
    db.session.rollback()
    db.session.refresh(meeting)


def told(letter: Letter) -> list[tuple[str, str]]:
    """Return from when to when each meeting of a letter was moved."""
    return [(fact["before"]["starts"], fact["starts"]) for fact in letter.facts["meetings"]]


@pytest.fixture
def maria(cast: Cast) -> Person:
    return cast.maria()


@pytest.fixture
def meeting(app: Flask, cast: Cast, maria: Person) -> Meeting:
    """Return a meeting in three days with Maria and Budi in it; Cici waits for a place."""
    found = cast.meeting(starts_at=soon(days=3), title="Banjir rob")
    for person in (maria, cast.person("Budi", email="budi@example.org")):
        cast.registration(person, found)
    waiting = cast.person("Cici", email="cici@example.org")
    cast.registration(waiting, found, status=SeatStatus.WAITLISTED)
    return found


def test_three_edits_in_five_minutes_are_one_letter_to_each(
    app: Flask, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = meeting.starts_at
    for minutes, hours in ((0, 1), (2, 2), (5, 3)):
        change(meeting, at=NOW + timedelta(minutes=minutes), starts_at=was + hours * HOUR)
    assert [told(letter) for letter in rows()] == [
        [(was.isoformat(), (was + 3 * HOUR).isoformat())]
    ] * 3
    assert {letter.due for letter in rows()} == {NOW + HELD}, "counted from the first change"
    assert sent_at(app, monkeypatch, NOW + HELD - timedelta(seconds=1)).taken == []
    sink = sent_at(app, monkeypatch, NOW + HELD)
    assert sorted(sink.receivers) == ["budi@example.org", "cici@example.org", "maria@example.org"]
    assert sent_at(app, monkeypatch, NOW + 2 * HELD).taken == []


def test_a_held_letter_says_what_is_so_when_it_goes(
    app: Flask, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(meeting, starts_at=meeting.starts_at + HOUR)
    change(meeting, title="Banjir rob dan abrasi")
    sink = sent_at(app, monkeypatch, NOW + HELD)
    bodies = [each.get_body(("plain",)) for each in sink.letters]
    assert [body is not None and "rob dan abrasi" in body.get_content() for body in bodies] == [
        True
    ] * 3


def test_a_letter_that_went_stands_at_the_desk_as_it_went(
    app: Flask, cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = meeting.starts_at
    change(meeting, starts_at=was + HOUR)
    change(meeting, title="Banjir rob dan abrasi")
    sink = sent_at(app, monkeypatch, NOW + HELD)
    change(meeting, at=NOW + 2 * HELD, starts_at=was + 2 * HOUR, title="Banjir")
    for letter, came in zip(rows()[:3], sink.letters, strict=True):
        db.session.refresh(letter, ["person"])
        body = came.get_body(("plain",))
        assert body is not None
        kept = rendering.write(letter, app.extensions["settings"], cast.links).text
        assert kept.split() == body.get_content().split()


def test_a_letter_that_was_handed_over_says_what_it_said_then(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    suparmin = cast.registration(cast.suparmin(), meeting)
    letter = keep(letter_of(letters.confirmed(suparmin, [meeting], now=NOW)))
    db.session.commit()
    was = meeting.starts_at
    change(meeting, starts_at=was + HOUR)
    db.write(hand_over, letter.id, by=DIRECTOR, now=NOW)
    change(meeting, starts_at=was + 2 * HOUR)
    db.session.refresh(letter)
    assert [fact["starts"] for fact in letter.facts["meetings"]] == [(was + HOUR).isoformat()]


def test_moved_away_and_back_needs_no_letter(
    app: Flask, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = meeting.starts_at
    change(meeting, starts_at=was + HOUR)
    change(meeting, starts_at=was)
    assert {(row.state, row.reason) for row in rows()} == {(LetterState.DROPPED, of_letters.UNDONE)}
    assert sent_at(app, monkeypatch, NOW + HELD).taken == []
    change(meeting, at=NOW + timedelta(minutes=3), starts_at=was + 2 * HOUR)
    assert len(sent_at(app, monkeypatch, NOW + 2 * HELD).taken) == 3


def test_what_begins_within_a_day_goes_at_once_with_what_was_held(
    app: Flask, meeting: Meeting, cast: Cast, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = cast.meeting(meeting.series, starts_at=NOW + timedelta(hours=20))
    cast.registration(maria, other)
    change(meeting, starts_at=meeting.starts_at + HOUR)
    change(other, starts_at=NOW + timedelta(days=4))
    assert sent_at(app, monkeypatch, NOW).receivers == ["maria@example.org"]
    assert [len(row.facts["meetings"]) for row in rows() if row.state is LetterState.SENT] == [2]


def test_a_cancelled_meeting_is_told_at_once_and_its_new_time_no_more(
    app: Flask, meeting: Meeting, cast: Cast, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.registration(maria, cast.meeting(meeting.series, starts_at=soon(days=9)))
    change(meeting, starts_at=meeting.starts_at + HOUR)
    db.write(planning.cancel_meeting, meeting, reason="Banjir", by=DIRECTOR, now=NOW)
    sink = sent_at(app, monkeypatch, NOW)
    assert sorted(sink.receivers) == ["budi@example.org", "cici@example.org", "maria@example.org"]
    assert sent_at(app, monkeypatch, NOW + HELD).taken == []


def test_who_gave_the_place_back_is_not_told_of_its_new_time(
    app: Flask, meeting: Meeting, cast: Cast, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = cast.meeting(meeting.series, starts_at=soon(days=9))
    registration = cast.registration(maria, other)
    change(meeting, starts_at=meeting.starts_at + HOUR)
    change(other, starts_at=other.starts_at + HOUR)
    db.write(standing.leave, registration, meeting.id, by=DIRECTOR, now=NOW)
    sink = sent_at(app, monkeypatch, NOW + HELD)
    of_maria = [each for each in sink.letters if each["To"] == "maria@example.org"]
    dates = {
        part.get_filename(): part["Content-Type"].params["method"]
        for each in of_maria
        for part in each.iter_attachments()
    }
    assert dates == {f"{meeting.key}.ics": "CANCEL", f"{other.key}.ics": "REQUEST"}
    assert len(of_maria) == 2


def test_a_held_letter_without_a_place_left_does_not_go(
    app: Flask, meeting: Meeting, cast: Cast, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    registration = cast.registration(maria, cast.meeting(meeting.series, starts_at=soon(days=9)))
    change(meeting, starts_at=meeting.starts_at + HOUR)
    seat = next(each for each in registration.seats if each.meeting_id == meeting.id)
    db.session.merge(seat).status = SeatStatus.CANCELLED
    db.session.commit()
    sink = sent_at(app, monkeypatch, NOW + HELD)
    assert sorted(sink.receivers) == ["budi@example.org", "cici@example.org"]
    assert [row.reason for row in rows() if row.person_id == maria.id] == [of_letters.UNDONE]


def test_what_a_sender_has_in_hand_is_not_changed(meeting: Meeting) -> None:
    was = meeting.starts_at
    change(meeting, starts_at=was + HOUR)
    taken = claim("sender", now=NOW + HELD)
    assert taken
    change(meeting, at=NOW + HELD, starts_at=was + 2 * HOUR)
    assert [told(row) for row in rows()[3:]] == [
        [((was + HOUR).isoformat(), (was + 2 * HOUR).isoformat())]
    ]


def test_what_could_not_be_sent_is_tried_anew_as_another_letter(
    app: Flask, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = meeting.starts_at
    change(meeting, starts_at=was + HOUR)
    before = {row.message_id for row in rows()}
    parked = update(Letter).values(state=LetterState.PARKED, attempts=9)
    db.write(lambda: db.session.execute(parked))
    later = NOW + timedelta(hours=2)
    change(meeting, at=later, starts_at=was + 2 * HOUR)
    assert len(rows()) == 3
    assert not before & {row.message_id for row in rows()}
    assert {(row.state, row.due) for row in rows()} == {(LetterState.NEW, later + HELD)}
    assert len(sent_at(app, monkeypatch, later + HELD).taken) == 3


@pytest.mark.parametrize(
    ("hours", "at"), [([25], HELD), ([24], HELD), ([23.9], None), ([60, 1], None), ([], HELD)]
)
def test_when_people_are_told(hours: list[float], at: timedelta | None) -> None:
    assert told_at([NOW + timedelta(hours=each) for each in hours], NOW) == NOW + (
        at or timedelta()
    )
