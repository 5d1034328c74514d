"""Codes that open somebody's own data, or confirm a new address. Each runs inside db.write."""

from datetime import datetime

from sqlalchemy import select

from webinar_hub.history.actions import note
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.db import db
from webinar_hub.messages import queries as written
from webinar_hub.people.contacts import Contact
from webinar_hub.people.models import (
    Person,
)
from webinar_hub.records import letters
from webinar_hub.records.models import DataCode
from webinar_hub.records.own import queries, rules
from webinar_hub.registrations.models import Registration
from webinar_hub.web import limits


def send_code(registration: Registration, *, by_hand: bool, now: datetime) -> DataCode:
    """Send a person a code to their own address.

    by_hand: the desk hands it over, so that it lasts longer. A code that still waits at the desk is
    not replaced, or asking again would make worthless what is being handed over; unless somebody,
    who need not be the person, has used up its tries.
    """
    person = registration.person
    latest = queries.live_code(person, now)
    if (
        latest is not None
        and by_hand
        and not _spent(latest)
        and written.latest_unsent(letters.about(person), letters.CODE)
    ):
        return latest
    made = new_code(person, None, lasts_by_hand=by_hand, now=now)
    letters.code(made, registration, now=now)
    return made


def _spent(code: DataCode) -> bool:
    return limits.reached(rules.tries_of(code.key), most=rules.TRIES, per=rules.BY_HAND_LASTS)


def send_address_code(
    registration: Registration, contact: Contact, *, by_hand: bool, now: datetime
) -> DataCode:
    """Send a code to the address that a person wants to be reached at from now on.

    It counts once the code is typed.
    """
    made = new_code(
        registration.person, contact.email or contact.phone, lasts_by_hand=by_hand, now=now
    )
    letters.code(made, registration, now=now)
    return made


def new_code(
    person: Person, address: str | None, *, lasts_by_hand: bool, now: datetime
) -> DataCode:
    """Make a code in the place of an older one; address: it confirms a new address."""
    older = queries.live_code(person, now, for_address=address is not None)
    if older is not None:
        older.expires_at = now
    lasts = rules.BY_HAND_LASTS if lasts_by_hand else rules.CODE_LASTS
    made = DataCode(
        key=tokens.key(), person=person, address=address, made_at=now, expires_at=now + lasts
    )
    db.session.add(made)
    db.session.flush()
    return made


def open_data(
    registration: Registration, typed: str, *, token: str, link_key: bytes, now: datetime
) -> DataCode:
    """Let the browser that holds a token see a person's data, for the right code.

    The same token again changes nothing. Raises WrongCode.
    """
    person = registration.person
    if queries.opened(person, token, now):
        return _code_of(token)
    code = use(person, typed, link_key, for_address=False, now=now)
    code.token_digest, code.open_until = tokens.digest(token), now + rules.OPEN_LASTS
    letters.drop_codes(person, now=now)
    note(ONESELF, "opened own data", person, now=now)
    return code


def _code_of(token: str) -> DataCode:
    return db.session.scalars(
        select(DataCode).where(DataCode.token_digest == tokens.digest(token))
    ).one()


def use(
    person: Person, typed: str, link_key: bytes, *, for_address: bool, now: datetime
) -> DataCode:
    """Take a code that was typed, once; raise WrongCode."""
    found = queries.live_code(person, now, for_address=for_address)
    if found is None:
        raise rules.WrongCode
    code = db.lock(DataCode, found.id)
    digits = letters.digits(link_key, code.key)
    rules.may_use_code(
        digits=digits, typed=typed, expires_at=code.expires_at, used_at=code.used_at, now=now
    )
    code.used_at = now
    return code


def close_data(person: Person, token: str | None, *, now: datetime) -> None:
    """Close a person's data again in the browser that holds this token."""
    if queries.opened(person, token, now):
        _code_of(token or "").open_until = now
