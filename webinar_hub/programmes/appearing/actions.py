"""Give somebody a part in a meeting, and take it back. Each runs inside db.write."""

from datetime import datetime

from webinar_hub.accounts.actions import open_account
from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people import actions as people
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.appearing import telling
from webinar_hub.programmes.models import (
    LEADING,
    Appearance,
    AppearanceRole,
    Meeting,
)


def appoint(
    meeting: Meeting, *, person: Person, role: AppearanceRole, by: Actor, now: datetime
) -> Appearance:
    """Give a person a part in a meeting, and tell them once it is no draft.

    A facilitator or host with an e-mail address may open the desk from now on. Raises AddressTaken
    when somebody else signs in with their address.
    """
    found = appearing.appearance(meeting, person.id, role)
    if found is not None:
        return found
    if role in LEADING and person.email is not None:
        open_account(person, person.email, by=by, now=now)
    before = appearing.roles(meeting, person.id)
    appearance = Appearance(meeting_id=meeting.id, person=person, role=role)
    db.session.add(appearance)
    db.session.flush()
    note(by, "appointed", meeting, now=now, after={"person": person.key, "role": role})
    telling.tell_of(meeting, person, before=before, now=now)
    return appearance


def appoint_named(
    meeting: Meeting,
    *,
    typed_name: str,
    email: str | None,
    role: AppearanceRole,
    by: Actor,
    now: datetime,
) -> Appearance:
    """Give a part to the person of this name at this address, known or new.

    Raises what appoint raises.
    """
    person = people.find_or_add(typed_name=typed_name, email=email, phone=None, now=now).person
    return appoint(meeting, person=person, role=role, by=by, now=now)


def dismiss(appearance: Appearance, meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Take a part in a meeting back, and tell whoever had it.

    An account stays open for what else its holder leads.
    """
    person, before = appearance.person, appearing.roles(meeting, appearance.person_id)
    note(
        by,
        "dismissed",
        meeting,
        now=now,
        before={"person": appearance.person.key, "role": appearance.role},
    )
    db.session.delete(appearance)
    db.session.flush()
    telling.tell_of(meeting, person, before=before, now=now)
