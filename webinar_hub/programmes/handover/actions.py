"""Offer, accept, decline and withdraw a handover. Each runs inside db.write.

Addresses, calendar UIDs, registrations and issued certificates stay as they are: they belong to the
rows, not to the owner. Certificates issued afterwards take the new owner's numbers, since the
issuer is whoever owns the programme on that day.
"""

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from webinar_hub.history.actions import change, note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Forbidden
from webinar_hub.kit.text import BLANK
from webinar_hub.network import queries as network
from webinar_hub.network import scope
from webinar_hub.network.models import Organisation, Secretariat
from webinar_hub.programmes import rules
from webinar_hub.programmes.handover.rules import (
    AlreadyOffered,
    HandoverSettled,
    NoProgramme,
    NoReceiver,
    StillDraft,
    name_along,
)
from webinar_hub.programmes.models import Handover, HandoverState, Programme, Series
from webinar_hub.programmes.planning import actions as planning


def offer(
    programme: Programme,
    to: Organisation,
    *,
    series: Series | None = None,
    reason: str,
    by: Actor,
    now: datetime,
) -> Handover:
    """Offer a programme, or one series of it, to another secretariat.

    A whole programme passes at once where whoever offers answers for the receiver, too. Raises
    NotOwner, NoReceiver, AlreadyOffered.
    """
    programme = db.lock(Programme, programme.id)
    receiver = network.secretariat_of(to.id)
    if not _answers_for(programme.owner_id, by):
        raise rules.NotOwner
    if receiver is None or to.id == programme.owner_id:
        raise NoReceiver
    if (
        db.session.scalar(
            select(Handover.id).where(
                Handover.programme_id == programme.id, Handover.state == HandoverState.OPEN
            )
        )
        is not None
    ):
        raise AlreadyOffered
    made = Handover(
        programme=programme,
        series=series,
        giver=programme.owner,
        receiver=to,
        reason=reason,
        offered_by=by.label,
        offered_at=now,
    )
    made.state = HandoverState.OPEN
    db.session.add(made)
    db.session.flush()
    subject = series or programme
    giving, taking = programme.history_scope(), receiver.region_code or ""
    for verb, other, side in (("offered", to, giving), ("was offered", made.giver, taking)):
        note(by, verb, subject, now=now, after={"owner": other.key}, reason=reason, scope=side)
    if series is None and scope.within(by, receiver.region_code):
        _pass_programme(made, receiver, by=by, now=now)
    return made


def accept(
    handover: Handover, *, into: Programme | None = None, by: Actor, now: datetime
) -> Handover:
    """Take over what was offered; a series goes into a programme of the receiver.

    Raises HandoverSettled, Forbidden, NoProgramme, StillDraft.
    """
    locked = _open(handover)
    receiver = network.secretariat_of(locked.to_id)
    if receiver is None or not scope.within(by, receiver.region_code):
        raise Forbidden
    if locked.series is None:
        _pass_programme(locked, receiver, by=by, now=now)
    else:
        _pass_series(locked, receiver, into, by=by, now=now)
    return locked


def decline(handover: Handover, *, by: Actor, now: datetime) -> Handover:
    """Leave what was offered where it is, as the receiver or as the giver.

    Raises HandoverSettled, Forbidden.
    """
    locked = _open(handover)
    receiving = _answers_for(locked.to_id, by)
    if not receiving and not _answers_for(locked.from_id, by):
        raise Forbidden
    locked.state, locked.settled_at = (
        HandoverState.DECLINED if receiving else HandoverState.WITHDRAWN,
        now,
    )
    verb = "declined an offer" if receiving else "withdrew an offer"
    note(
        by, verb, locked.series or locked.programme, now=now, before={"owner": locked.receiver.key}
    )
    return locked


def _open(handover: Handover) -> Handover:
    locked = db.lock(Handover, handover.id)
    db.lock(Programme, locked.programme_id)
    if locked.state is not HandoverState.OPEN or locked.programme.owner_id != locked.from_id:
        raise HandoverSettled
    return locked


def _answers_for(organisation_id: int, by: Actor) -> bool:
    secretariat = network.secretariat_of(organisation_id)
    return secretariat is not None and scope.within(by, secretariat.region_code)


def _pass_programme(handover: Handover, receiver: Secretariat, *, by: Actor, now: datetime) -> None:
    programme, giver = handover.programme, network.secretariat_of(handover.from_id)
    programme.owner = handover.receiver
    _settle(handover, programme, giver, receiver, by=by, now=now)


def _pass_series(
    handover: Handover, receiver: Secretariat, into: Programme | None, *, by: Actor, now: datetime
) -> None:
    if into is None or into.owner_id != handover.to_id:
        raise NoProgramme
    if rules.strictest(handover.programme.state, into.state) is not handover.programme.state:
        raise StillDraft
    assert handover.series_id is not None
    series, giver = db.lock(Series, handover.series_id), network.secretariat_of(handover.from_id)
    name = name_along(series.name, handover.programme.name, into.name)
    series.programme = into
    db.session.flush()
    change(by, "changed", series, {"name": name}, now=now)
    planning.tell_calendars(Series.id == series.id, now)
    _settle(handover, series, giver, receiver, by=by, now=now)


def _settle(
    handover: Handover,
    subject: Programme | Series,
    giver: Secretariat | None,
    receiver: Secretariat,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write the handover down on both sides."""
    handover.state, handover.settled_at = HandoverState.ACCEPTED, now
    db.session.flush()
    before, after = {"owner": handover.giver.key}, {"owner": handover.receiver.key}
    for verb, side in (("passed on", giver), ("took over", receiver)):
        region = (side.region_code or "") if side is not None else None
        note(
            by,
            verb,
            subject,
            now=now,
            before=before,
            after=after,
            reason=handover.reason,
            scope=region,
        )


def erase(labels: Collection[str], naming: re.Pattern[str]) -> list[tuple[str, str]]:
    """Take somebody's names off what they offered, and reasons that name them.

    Return whose those reasons were: (a table's name, a row's public key), as the history knows
    them.
    """
    db.session.execute(
        update(Handover).where(Handover.offered_by.in_(labels)).values(offered_by=BLANK)
    )
    naming_them = [
        each
        for each in db.session.scalars(select(Handover).where(Handover.reason != ""))
        if naming.search(each.reason)
    ]
    for each in naming_them:
        each.reason = BLANK
    db.session.flush()
    subjects: list[Programme | Series] = [each.series or each.programme for each in naming_them]
    return [(subject.__tablename__, subject.key) for subject in subjects]
