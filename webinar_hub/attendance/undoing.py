"""How somebody takes back the last decision that they made in the review. Runs inside db.write."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from webinar_hub.attendance import queries
from webinar_hub.attendance.actions import NEW_PERSON, recompute, set_aside, standing_of
from webinar_hub.attendance.models import Evidence, Match
from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import actions as registrations
from webinar_hub.registrations.models import Registration

UNDONE = _("Taken back")


class NothingToUndo(Refused):
    """The actor has no decision in this meeting that stands."""

    sentence = _("There is no decision of yours to take back.")


def undo(meeting_id: int, *, by: Actor, now: datetime) -> Evidence:
    """Take back the actor's last decision in a meeting; what stood before it stands again. Returns a row that it was about.

    A person who was added by that decision goes again, unless something else is known of them by now. Raises NothingToUndo.
    """
    db.lock(Series, queries.meeting_by_id(meeting_id).series_id)
    meeting = db.lock(Meeting, meeting_id)
    last = queries.last_decision(meeting.id, by.id) if by.id is not None else []
    if not last:
        raise NothingToUndo
    was = standing_of(last[0], queries.registration_keys(meeting.id))
    earlier = queries.set_aside_at([match.evidence_id for match in last], last[0].at)
    set_aside(last, UNDONE, now)
    for each in earlier:
        facts = {
            name: getattr(each, name)
            for name in ("evidence_id", "registration_id", "by_id", "by_label", "why")
        }
        db.session.add(Match(**facts, at=now))
    db.session.flush()
    recompute(meeting, now=now)
    if last[0].why == NEW_PERSON.message and last[0].registration_id is not None:
        _take_back_person(meeting, last[0].registration_id)
    about = queries.evidence_by_id(last[0].evidence_id)
    note(
        by,
        "took back a match",
        meeting,
        now=now,
        before={"was": was},
        after={"platform name": about.name, "rows": len(last)},
    )
    return about


def _take_back_person(meeting: Meeting, registration_id: int) -> None:
    """Remove whom a decision added, unless more is known of them by now; what was set aside names them no more."""
    registration = db.session.get_one(Registration, registration_id)
    if registration.person.email or registration.person.phone:
        return
    aside = Match.registration_id == registration_id, Match.set_aside_at.is_not(None)
    try:
        with db.session.begin_nested():
            db.session.execute(update(Match).where(*aside).values(registration_id=None))
            registrations.take_back_walk_in(registration, meeting)
    except IntegrityError:
        return
