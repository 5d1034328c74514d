"""Note people on a roll call, for tests of it and of what follows from it."""

from webinar_hub.attendance.models import EvidenceKind
from webinar_hub.attendance.roll_call import actions
from webinar_hub.attendance.roll_call.rules import Noted
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration

HALL = "Aula Kantor Gubernur, Kupang"
PRESENT, EXCUSED = Noted(), Noted(EvidenceKind.EXCUSED)


def note(
    meeting: Meeting,
    *people: Registration,
    by: Actor,
    said: Noted | None = PRESENT,
) -> int:
    """Note the same of these people, and return of how many it was new."""
    keys = [each.key for each in people]
    return db.write(actions.mark, meeting.id, keys, said, by=by, now=clock.now())


def finish(meeting: Meeting, by: Actor) -> None:
    """Say that the roll call is complete."""
    db.write(actions.finish, meeting.id, by=by, now=clock.now())
