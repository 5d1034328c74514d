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
from webinar_hub.registrations.models import Registration, SeatStatus, SentForm
from webinar_hub.registrations.proof import actions as proof

_OF_THEIR_PLACE = {
    registration_letters.CONFIRMED: SeatStatus.CONFIRMED,
    registration_letters.PROMOTED: SeatStatus.CONFIRMED,
    registration_letters.WAITLISTED: SeatStatus.WAITLISTED,
}
"""The letters with a personal link that say how a place stands, and how it stands for each."""


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

    That is the letter with the personal link that waits at the desk and says how their place
    stands. Where it asks for the word that came, or no place to come stands as it says, it goes,
    and the link is written instead.
    """
    registration = proof.prove(form, now=now).registration
    note(by, "proved a number", registration, now=now)
    about = registration_letters.subject_of(registration)
    waiting = written.latest_unsent(about, *_OF_THEIR_PLACE)
    if waiting is not None and "proof" not in waiting.facts:
        places = registered.seats_to_come(registration, now)
        ahead = {
            seat.meeting.key for seat in places if seat.status is _OF_THEIR_PLACE[waiting.kind]
        }
        if ahead & {told["key"] for told in waiting.facts["meetings"]}:
            return messages.keep(waiting)
    messages.drop(about, kinds=list(_OF_THEIR_PLACE), now=now)
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
