"""Write the notulen of a session, and what follows from it. Each runs inside db.write."""

from datetime import date, datetime
from typing import Any

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Visibility
from webinar_hub.papers import actions as papers
from webinar_hub.papers.models import FollowUp, Notulen
from webinar_hub.papers.notulen import queries, rules
from webinar_hub.programmes.models import Meeting


def write(
    meeting: Meeting,
    *,
    version: int,
    language: str,
    said: str,
    decided: str,
    visibility: Visibility,
    by: Actor,
    now: datetime,
) -> Meeting:
    """Say what was said and decided in a session, in the place of what stood there.

    version is the one that the form was filled in on, 0 for none. Raises PaperChanged.
    """
    facts: dict[str, Any] = {
        "language": language,
        "said": said,
        "decided": decided,
        "visibility": visibility,
    }
    meeting = db.lock(Meeting, meeting.id)
    stored = queries.notulen_of(meeting)
    return papers.put(
        Notulen, stored, meeting, facts, version=version, verb="wrote the notulen", by=by, now=now
    )


def remove(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Remove the notulen of a session, if there is one; what was agreed stays."""
    meeting = db.lock(Meeting, meeting.id)
    papers.remove(queries.notulen_of(meeting), meeting, verb="removed the notulen", by=by, now=now)


def agree(
    meeting: Meeting, *, what: str, who: str, due: date | None, by: Actor, now: datetime
) -> FollowUp:
    """Write down what somebody does after a session. Raises TooManyFollowUps."""
    meeting = db.lock(Meeting, meeting.id)
    if len(queries.follow_ups(meeting)) >= rules.MOST_FOLLOW_UPS:
        raise rules.TooManyFollowUps
    agreed = FollowUp(meeting_id=meeting.id, what=what, who=who, due=due)
    db.session.add(agreed)
    db.session.flush()
    note(by, "agreed on a follow-up", meeting, now=now, after={"deadline": due} if due else None)
    return agreed


def turn(meeting: Meeting, key: str, *, done: bool, by: Actor, now: datetime) -> FollowUp:
    """Say that a follow-up is done, or that it is open; a second press changes nothing.

    The session agreed on it or took it over. Raises NotFound.
    """
    found = queries.follow_up(db.lock(Meeting, meeting.id), key)
    if done and found.done_at is None:
        found.done_at = now
        note(by, "ended a follow-up", meeting, now=now)
    elif not done and found.done_at is not None:
        found.done_at = None
        note(by, "reopened a follow-up", meeting, now=now)
    return found


def forget(meeting: Meeting, key: str, *, by: Actor, now: datetime) -> None:
    """Remove a follow-up that the session agreed on or took over. Raises NotFound."""
    db.session.delete(queries.follow_up(db.lock(Meeting, meeting.id), key))
    note(by, "removed a follow-up", meeting, now=now)
