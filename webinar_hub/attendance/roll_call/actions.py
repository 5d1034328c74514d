"""Keep the roll call of a meeting. Each runs inside db.write; the meeting's row is the lock.

What takes somebody in, or may take them back, locks the series first.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from webinar_hub.attendance.matching import queries as matching
from webinar_hub.attendance.matching.actions import (
    FROM_LINE,
    HAD,
    NOT_ASKED,
    add_matches,
    set_aside,
    take_back_person,
)
from webinar_hub.attendance.minutes.actions import recompute
from webinar_hub.attendance.models import NOTED, REPORTED, Evidence, EvidenceKind, RollCall
from webinar_hub.attendance.roll_call import queries
from webinar_hub.attendance.roll_call.queries import Standing
from webinar_hub.attendance.roll_call.rules import Noted, may_finish, may_note, opens_at
from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.language import Sentence, _
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.signals import Change
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.standing import actions as places

ON_THE_LIST = _("Noted on the roll call")
WALKED_IN = _("Came without registration, noted on the roll call")
TAKEN_BACK = _("Taken back on the roll call")
PUT_OFF = _("The session was put off to another day")


def mark(
    meeting_id: int, keys: Collection[str], said: Noted | None, *, by: Actor, now: datetime
) -> int:
    """Note the same of all these people, or take it back (None); return for how many it is new.

    Whoever is registered in the series and comes without a place in the meeting gets one, until
    that is taken back. Raises NoRollCall.
    """
    meeting = _locked(meeting_id, now)
    people = queries.registrations(meeting, keys)
    before = queries.evidence_of(meeting.id, [each.id for each in people], *NOTED)
    seats = matching.seats(meeting, people)
    changed = []
    for each in people:
        why = _settle_place(meeting, each, seats.get(each.id), before[each.id], said, now)
        if why and _say(meeting, each, before[each.id], said, why, by, now):
            changed.append(each)
    recompute(meeting, now=now)
    for each in changed if said is None else ():
        if before[each.id][-1][1].why == WALKED_IN.message:
            take_back_person(meeting, each.id)
    return len(changed)


def _settle_place(
    meeting: Meeting,
    registration: Registration,
    seat: Seat | None,
    before: Sequence[Standing],
    said: Noted | None,
    now: datetime,
) -> Sentence | None:
    """Let in who comes without a place, or take that back; return why something is noted of them.

    None where nothing is: somebody who was not to come cannot be excused.
    """
    if said is None:
        _put_back(registration, seat, before)
        return TAKEN_BACK
    if seat is not None and seat.status is SeatStatus.CONFIRMED:
        # How somebody came who was not to come stays when times are put right.
        if before and before[-1][1].why == WALKED_IN.message:
            return WALKED_IN
        # What a name let them in from stays for the tap: the last to be taken back takes the place.
        had = HAD.get(matching.stands_as(meeting.id, registration.id, HAD))
    elif said.kind is EvidenceKind.EXCUSED:
        return None
    else:
        had = places.let_in(registration, seat, meeting, at_venue=meeting.either, now=now)
    return ON_THE_LIST if had is None else NOT_ASKED if had is SeatStatus.CANCELLED else FROM_LINE


def _put_back(registration: Registration, seat: Seat | None, before: Sequence[Standing]) -> None:
    """Let who was let in have what they had before, as what was noted of them is taken back.

    Not who is in a report, too: without a place their minutes would count for nothing.
    """
    had = HAD.get(before[-1][1].why) if before else None
    if not had or seat is None:
        return
    if not queries.evidence_of(seat.meeting_id, [registration.id], *REPORTED)[registration.id]:
        places.put_back(registration, seat, had)


def add(
    meeting_id: int, *, typed_name: str, organisation: str, by: Actor, now: datetime
) -> Registration:
    """Register somebody who came without registration, and note that they are there.

    Raises NoRollCall and LongName.
    """
    meeting = _locked(meeting_id, now)
    registration = places.walk_in(
        meeting.series, meeting, typed_name=typed_name, organisation=organisation, by=by, now=now
    )
    registration.seats[0].at_venue = meeting.either
    _say(meeting, registration, (), Noted(), WALKED_IN, by, now)
    recompute(meeting, now=now)
    return registration


def _locked(meeting_id: int, now: datetime) -> Meeting:
    """Lock the series and the meeting; raise NoRollCall unless it can be noted who came."""
    db.lock(Series, db.session.get_one(Meeting, meeting_id).series_id)
    meeting = db.lock(Meeting, meeting_id)
    may_note(meeting, now)
    return meeting


def _say(
    meeting: Meeting,
    registration: Registration,
    before: Sequence[Standing],
    said: Noted | None,
    why: Sentence,
    by: Actor,
    now: datetime,
) -> bool:
    """Let the roll call say this alone of somebody; return False where it did already."""
    wanted = [said.fingerprint(registration.key)] if said else []
    if [evidence.fingerprint for evidence, _match in before] == wanted:
        return False
    gone_for = TAKEN_BACK if said else why
    set_aside((match for _evidence, match in before), gone_for, now)
    gone = [evidence for evidence, _match in before if evidence.fingerprint not in wanted]
    # A row of nobody's would wait for a decision.
    add_matches(gone, None, gone_for, decided_by=by, now=now)
    if said:
        row = _row(meeting, registration, said, now)
        add_matches([row], registration.id, why, decided_by=by, now=now)
        if said.kind is EvidenceKind.ROLL_CALL:
            every_date.still_come([registration.id], now=now)
    place = {"meeting": meeting.key}
    note(
        by,
        "noted on the roll call",
        registration,
        now=now,
        before={**place, **_history_facts(_said_last(before))},
        after={**place, **_history_facts(said)},
    )
    return True


def _said_last(before: Sequence[Standing]) -> Noted | None:
    """Return what the roll call said of somebody before, None for nothing."""
    if not before:
        return None
    was = before[-1][0]
    return Noted(was.kind, was.joined_at, was.left_at)


def _history_facts(said: Noted | None) -> dict[str, Any]:
    """Return what the history says of what was noted."""
    return {
        "noted": said.kind if said else None,
        "came": said.came if said else None,
        "gone": said.left if said else None,
    }


def _row(meeting: Meeting, registration: Registration, said: Noted, now: datetime) -> Evidence:
    """Return the evidence of what is noted; what was noted so before is open again."""
    fingerprint = said.fingerprint(registration.key)
    known = matching.evidence_by_fingerprint(meeting.id, [fingerprint])
    if known:
        set_aside(matching.standing_matches([known[0].id]).values(), ON_THE_LIST, now)
        return known[0]
    row = Evidence(
        meeting_id=meeting.id,
        kind=said.kind,
        fingerprint=fingerprint,
        name=registration.person.name,
        joined_at=said.came,
        left_at=said.left,
        noted_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def finish(meeting_id: int, *, by: Actor, now: datetime) -> Meeting:
    """Say that the roll call is complete: who was to be there and is not on it was absent.

    Corrections are possible afterwards. Raises NoRollCall.
    """
    meeting = db.lock(Meeting, meeting_id)
    may_finish(meeting, now)
    if queries.finished(meeting.id) is None:
        db.session.add(RollCall(meeting_id=meeting.id, finished_by=by.label, finished_at=now))
        counted = vars(queries.figures(meeting))
        note(by, "finished the roll call", meeting, now=now, after=counted)
    return meeting


def reopen(meeting_id: int, *, by: Actor, now: datetime) -> Meeting:
    """Take back that the roll call is complete: nobody is absent for not being on it."""
    meeting = db.lock(Meeting, meeting_id)
    finished = queries.finished(meeting.id)
    if finished is not None:
        db.session.delete(finished)
        note(by, "opened the roll call again", meeting, now=now)
    return meeting


def meetings_changed(change: Change) -> None:
    """Take back what was noted of a meeting that is put off to a day to come: nobody came yet."""
    for meeting in change.meetings if change.what == "moved" else ():
        began = datetime.fromisoformat(change.before[meeting.id]["starts"])
        if began - timedelta(days=1) > change.now or opens_at(meeting) <= change.now:
            continue
        reopen(meeting.id, by=change.by, now=change.now)
        lines = queries.lines(meeting, "", everybody=True, missing=False, offset=0, limit=None)
        people = [each.registration for each in lines if each.noted]
        before = queries.evidence_of(meeting.id, [each.id for each in people], *NOTED)
        seats = matching.seats(meeting, people)
        for each in people:
            _put_back(each, seats.get(each.id), before[each.id])
            _say(meeting, each, before[each.id], None, PUT_OFF, change.by, change.now)
