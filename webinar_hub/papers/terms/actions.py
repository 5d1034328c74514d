"""Write the terms of reference of a session. Each runs inside db.write."""

from datetime import datetime
from typing import Any

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.papers import actions as papers
from webinar_hub.papers.models import Terms
from webinar_hub.papers.terms import queries
from webinar_hub.papers.terms.rules import Point
from webinar_hub.programmes.models import Meeting


def write(
    meeting: Meeting,
    *,
    version: int,
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
    """Say what the terms of reference of a session are, in the place of what they were.

    version is the one that the form was filled in on, 0 for none. Raises PaperChanged.
    """
    facts: dict[str, Any] = {
        "language": language,
        "background": background,
        "aims": aims,
        "questions": questions,
        "agenda": [list(point) for point in agenda],
        "method": method,
        "output": output,
    }
    meeting = db.lock(Meeting, meeting.id)
    stored = queries.terms_of(meeting)
    return papers.put(
        Terms, stored, meeting, facts, version=version, verb="wrote the terms", by=by, now=now
    )


def remove(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Remove the terms of reference of a session, if there are any."""
    meeting = db.lock(Meeting, meeting.id)
    papers.remove(queries.terms_of(meeting), meeting, verb="removed the terms", by=by, now=now)
