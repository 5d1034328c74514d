"""What a focal person does for their people. Each runs inside db.write."""

from datetime import datetime

from webinar_hub.directory.focal import queries
from webinar_hub.directory.focal.rules import ReachedByLetter
from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network.models import Organisation
from webinar_hub.registrations.models import Registration


def hand_over_link(
    registration: Registration, organisation: Organisation, *, by: Actor, now: datetime
) -> Registration:
    """Write down that somebody takes a person's link to hand it over.

    Raises ReachedByLetter.
    """
    locked = db.lock(Registration, registration.id)
    if not queries.by_hand(locked):
        raise ReachedByLetter
    note(
        by, "took the link to hand over", locked, now=now, after={"organisation": organisation.name}
    )
    return locked
