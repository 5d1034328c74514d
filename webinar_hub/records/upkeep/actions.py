"""Answer what people ask of the secretariat, and erase them. Each runs inside db.write."""

from datetime import datetime

from webinar_hub.accounts import queries as accounts
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit.actor import ONESELF, Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.people import holdings
from webinar_hub.people import queries as known
from webinar_hub.people.holdings import Erasure
from webinar_hub.people.models import (
    DataRequest,
    Person,
    RequestKind,
    RequestState,
)
from webinar_hub.records import letters
from webinar_hub.records.upkeep import rules
from webinar_hub.registrations import queries as registered


def answer(request_id: int, *, granted: bool, words: str, by: Actor, now: datetime) -> DataRequest:
    """Answer a request: do what it asks where it is granted, write to the person, note it.

    A granted restriction holds from now on; a granted erasure is carried out, and there is nobody
    left to write to. Raises AnsweredAlready, and what erase raises.
    """
    request = db.lock(DataRequest, request_id)
    if request.state is not RequestState.OPEN:
        raise rules.AnsweredAlready
    person = db.lock(Person, request.person_id)
    request.state = RequestState.GRANTED if granted else RequestState.REFUSED
    request.answer, request.answered_at = words, now
    note(by, "answered", request, now=now, after={"state": request.state}, reason=words)
    if granted and request.kind is RequestKind.ERASE:
        erase(person, by=by, now=now)
        return request
    if granted and request.kind is RequestKind.RESTRICT:
        person.restricted_at = person.restricted_at or now
    letters.answered(request, registered.all_of(person)[-1], now=now)
    return request


def erase(person: Person, *, by: Actor, now: datetime) -> None:
    """Leave nothing in any room that says who a person was; counts and numbers stay.

    An account at the desk is closed first, by whoever may close it. What lies in files is removed
    afterwards by retention.clear_away. Raises WorksAtTheDesk where somebody would close their own;
    BeyondCeiling, LastAdministrator.
    """
    account = accounts.of_person(person.id)
    if account is not None and account.closed_at is None:
        if by == ONESELF:
            raise rules.WorksAtTheDesk
        delegation.close(account, reason=str(_("Data erased")), by=by, now=now)
    erasure = Erasure(known.selves(person), now)
    holdings.erase(erasure)
    for each in erasure.selves:
        note(by, "erased", each, now=now, after=erasure.counts)
    holdings.blank(erasure)
    journal.remember(Fact.ERASED, {each.key: 0 for each in erasure.selves})
