"""Take, confirm, accept, refuse and forget requests to stand for an organisation.

Each runs inside db.write, save `put_down`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from webinar_hub.accounts import actions as accounts
from webinar_hub.accounts import queries as signing_in
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.accounts.roles.rules import AlreadyHeld, OtherAddress
from webinar_hub.directory import letters
from webinar_hub.directory.focal_requests import queries, rules
from webinar_hub.directory.models import FocalRequest
from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import drop
from webinar_hub.network.models import Organisation
from webinar_hub.people import actions as people
from webinar_hub.web import asked


def put_down(organisation: Organisation, *, typed_name: str, **typed: str | None) -> None:
    """Put a request down that `ask_at` takes a moment later, alike for every address.

    typed is what `ask` wants. Raises LongName.
    """
    people.refuse_long_name(typed_name)
    asked.put("focal person", organisation_id=organisation.id, typed_name=typed_name, **typed)


def ask_at(*, organisation_id: int, now: datetime, **typed: Any) -> FocalRequest:
    """Take a request that was put down."""
    return ask(db.session.get_one(Organisation, organisation_id), now=now, **typed)


def ask(
    organisation: Organisation,
    *,
    typed_name: str,
    email: str,
    phone: str | None,
    proof: str,
    language: str,
    now: datetime,
) -> FocalRequest:
    """Take a request and send its link to the normalised address.

    It replaces one for the same organisation that nobody confirmed. Anybody can ask in anybody's
    name: what was confirmed before stays until this one is. The person is found by the e-mail
    address alone, which the link proves; the telephone number is kept for asking back. Raises
    LongName.
    """
    account = signing_in.by_email(email)
    person = (
        account.person
        if account
        else people.find_or_add(
            typed_name=typed_name, email=email, phone=None, language=language, now=now
        ).person
    )
    for older in queries.open_requests(organisation.id, email, confirmed=False):
        drop(letters.subject_of(older), now=now)
        db.session.delete(older)
    made = FocalRequest(
        organisation=organisation,
        person=person,
        email=email,
        phone=phone,
        proof=proof,
        language=language,
        made_at=now,
    )
    db.session.add(made)
    db.session.flush()
    letters.confirm(made, until=made.made_at + rules.REQUEST_LASTS, now=now)
    return made


def confirm(request: FocalRequest, *, now: datetime) -> FocalRequest:
    """Put a request before whoever answers for the region: its address is proved.

    It replaces an older one. Raises RequestSpent.
    """
    locked = db.lock(FocalRequest, request.id)
    rules.may_confirm(made_at=locked.made_at, settled_at=locked.settled_at, now=now)
    if locked.confirmed_at is None:
        for older in queries.open_requests(locked.organisation_id, locked.email, confirmed=True):
            db.session.delete(older)
        locked.confirmed_at = now
    return locked


def accept(request: FocalRequest, *, by: Actor, now: datetime) -> FocalRequest:
    """Let whoever asked stand for the organisation, open the desk for them, and tell them.

    Raises RequestSpent, AlreadyFocal, and what opening an account and giving a role raise.
    """
    locked = _open(request)
    person = locked.person
    known = signing_in.of_person(person.id)
    if known is not None and known.closed_at is None and known.email != locked.email:
        raise OtherAddress
    accounts.open_account(person, locked.email, by=by, now=now)
    try:
        delegation.make_focal(
            person, locked.organisation, until=now + rules.FOCAL_LASTS, by=by, now=now
        )
    except AlreadyHeld:
        raise rules.AlreadyFocal from None
    locked.settled_at, locked.accepted = now, True
    note(by, "accepted a focal person", locked.organisation, now=now)
    letters.accepted(locked, now=now)
    return locked


def refuse(request: FocalRequest, *, reason: str, by: Actor, now: datetime) -> FocalRequest:
    """Say no, and why, to whoever asked. Raises RequestSpent and RefusedWithoutReason."""
    locked = _open(request)
    if not reason:
        raise rules.RefusedWithoutReason
    locked.settled_at, locked.accepted = now, False
    note(by, "refused a focal person", locked.organisation, now=now)
    letters.refused(locked, reason, now=now)
    return locked


def _open(request: FocalRequest) -> FocalRequest:
    locked = db.lock(FocalRequest, request.id)
    if locked.settled_at is not None or locked.confirmed_at is None:
        raise rules.RequestSpent
    return locked


def forget(before: datetime) -> None:
    """Delete requests from before a moment that were settled or never confirmed."""
    over = FocalRequest.settled_at.is_not(None) | FocalRequest.confirmed_at.is_(None)
    db.session.execute(delete(FocalRequest).where(FocalRequest.made_at < before, over))
