"""Letting somebody in, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.attendance.steps import facts, minutes
from tests.cast import Cast, soon
from webinar_hub.attendance.entering import actions
from webinar_hub.attendance.entering.rules import DoorClosed
from webinar_hub.attendance.models import (
    Evidence,
    EvidenceKind,
    Match,
)
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.registrations.models import SeatStatus

pytestmark = pytest.mark.usefixtures("app")


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
