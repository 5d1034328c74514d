"""The personal links of people: written again, and revoked. Each runs inside db.write."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people import queries as people
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing import actions as parts
from webinar_hub.registrations import letters, queries
from webinar_hub.registrations.models import Registration, SentForm

_WANTED = timedelta(days=7)
"""How long a link that was asked for waits to be handed over, also once its session has begun."""


def send(registration: Registration, *, at_desk: bool = False, now: datetime) -> int:
    """Write a registration's personal link again; return the letter's id.

    Anybody can ask for it, within a limit; what the desk writes goes at once.
    """
    coming = queries.seats_to_come(registration, now)
    return letters.link_again(
        registration,
        [seat.meeting for seat in coming],
        at_venue=letters.venues_of(coming),
        at_once=at_desk,
        limited=not at_desk,
        until=now + _WANTED,
        now=now,
    )


def send_to(email: str | None, phone: str | None, *, now: datetime) -> int:
    """Write the personal link again to everybody at an address; return how many letters.

    The latest comes first. Anybody can ask, after registering any number of names there: what goes
    beyond the limit goes together, in one letter.
    """
    held = queries.by_contact(email, phone)
    for registration in reversed(held):
        send(registration, now=now)
    return len(held)


def send_of(form: SentForm, *, now: datetime) -> None:
    """Write the personal link again to the person of a form; its page is enough to ask."""
    send(db.session.get_one(Registration, form.registration_id), now=now)


def revoke(person: Person, *, by: Actor, now: datetime) -> None:
    """Let no link open anything that was given for a person so far.

    That holds for letters and forms, and for rows merged into theirs.
    """
    own = Registration.person_id.in_([each.id for each in people.selves(person)])
    came_in = SentForm.registration_id.in_(select(Registration.id).where(own))
    editions = {
        Fact.LINK: _raise_editions(Registration, own),
        Fact.FORM_LINK: _raise_editions(SentForm, came_in),
    }
    parts.revoke_links(people.selves(person))
    note(by, "revoked the personal links", person, now=now)
    for fact, raised in editions.items():
        journal.remember(fact, raised)


def _raise_editions(
    table: type[Registration] | type[SentForm], which: ColumnElement[bool]
) -> dict[str, int]:
    """Raise the edition of the links of some rows; return the present ones by the rows' keys."""
    raised = update(table).where(which).values(link_version=table.link_version + 1)
    raised = raised.execution_options(synchronize_session="fetch")
    rows = db.session.execute(raised.returning(table.key, table.link_version)).all()
    return {row.key: row.link_version for row in rows}


def keep_out_others(link_key: bytes, link: str, *, by: Actor, now: datetime) -> Registration:
    """Revoke every link of the person whose link this is; return their registration."""
    registration = queries.by_link(link_key, link)
    revoke(registration.person, by=by, now=now)
    return registration
