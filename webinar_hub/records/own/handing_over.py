"""What the desk hands over to somebody: their link, or a code. Each runs inside db.write."""

from datetime import datetime

from sqlalchemy.orm import joinedload

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import actions as messages
from webinar_hub.messages import queries as written
from webinar_hub.messages.models import Letter
from webinar_hub.records import letters
from webinar_hub.records.own import codes, rules
from webinar_hub.registrations import letters as registration_letters
from webinar_hub.registrations import personal_links
from webinar_hub.registrations import queries as registered
from webinar_hub.registrations.models import Registration, SentForm
from webinar_hub.registrations.proof import actions as proof


def link_again(registration: Registration, *, by: Actor, now: datetime) -> Letter:
    """Write the personal link again for somebody at the desk.

    Without an e-mail address it waits there to be read and handed over.
    """
    put = personal_links.send(registration, at_desk=True, now=now)
    with_person = [joinedload(Letter.person)]
    letter = messages.keep(db.session.get_one(Letter, put, options=with_person))
    note(
        by,
        "personal link again",
        registration,
        now=now,
        after={"to": "desk" if letter.email is None else "e-mail"},
    )
    return letter


def prove_number(form: SentForm, *, by: Actor, now: datetime) -> Letter:
    """Confirm a form whose word came from the number in it; return the answer to give.

    That is the confirmation, with the personal link in it, while it waits at the desk. Where it
    asks for the word that came, or the sessions it names are over, the link is written and it goes.
    """
    registration = proof.prove(form, now=now).registration
    note(by, "proved a number", registration, now=now)
    about, kind = registration_letters.subject_of(registration), registration_letters.CONFIRMED
    waiting = written.latest_unsent(about, kind)
    ahead = {seat.meeting.key for seat in registered.seats_to_come(registration, now)}
    named = {told["key"] for told in waiting.facts["meetings"]} if waiting else set()
    if waiting is not None and named & ahead and "proof" not in waiting.facts:
        return messages.keep(waiting)
    messages.drop(about, kinds=[kind], now=now)
    return link_again(registration, by=by, now=now)


def code_to_hand_over(registration: Registration, *, by: Actor, now: datetime) -> Letter:
    """Make a new code that somebody at the desk reads once and hands over.

    Raise HasAddress where it could be sent to its owner alone.
    """
    if registration.person.email is not None:
        raise rules.HasAddress
    made = codes.new_code(registration.person, None, lasts_by_hand=True, now=now)
    note(by, "code to hand over", registration, now=now)
    return messages.keep(letters.code(made, registration, now=now))
