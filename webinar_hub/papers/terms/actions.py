"""Write the terms of reference of a session. Each runs inside db.write."""

from datetime import datetime
from typing import Any

from webinar_hub.history.actions import differing, note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.papers.models import Terms
from webinar_hub.papers.rules import lengths
from webinar_hub.papers.terms import queries
from webinar_hub.papers.terms.rules import Point
from webinar_hub.programmes.models import Meeting


def write(
    meeting: Meeting,
    *,
    language: str,
    background: str,
    aims: str,
    questions: str,
    agenda: list[Point],
    method: str,
    output: str,
    by: Actor,
    now: datetime,
) -> Meeting:
    """Say what the terms of reference of a session are, in the place of what they were."""
    meeting = db.lock(Meeting, meeting.id)
    facts: dict[str, Any] = {
        "language": language,
        "background": background,
        "aims": aims,
        "questions": questions,
        "agenda": [list(point) for point in agenda],
        "method": method,
        "output": output,
    }
    found = queries.found(meeting)
    if found is None:
        db.session.add(Terms(meeting_id=meeting.id, written_at=now, **facts))
        note(by, "wrote the terms", meeting, now=now, after=lengths(facts))
    elif before := differing(found, facts):
        for name in before:
            setattr(found, name, facts[name])
        found.written_at = now
        after = {name: facts[name] for name in before}
        note(by, "wrote the terms", meeting, now=now, before=lengths(before), after=lengths(after))
    return meeting


def remove(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Remove the terms of reference of a session, if there are any."""
    found = queries.found(db.lock(Meeting, meeting.id))
    if found is not None:
        note(by, "removed the terms", meeting, now=now)
        db.session.delete(found)
