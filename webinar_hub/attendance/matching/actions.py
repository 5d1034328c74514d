"""Match evidence to people: by rule, by a person, and back again.

Each runs inside db.write. The meeting's row is the lock; an act that also registers somebody, lets
them in, or takes that back, locks the series first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from webinar_hub.attendance.matching import elsewhere, queries, rules
from webinar_hub.attendance.minutes.actions import recompute
from webinar_hub.attendance.minutes.queries import evidence_by_seat
from webinar_hub.attendance.models import Evidence, Match
from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.models import Registration, SeatStatus
from webinar_hub.registrations.standing import actions as standing

_RULE = "rule"
CHOSEN = _("Chosen by hand")
LET_IN = _("Waited for a place, chosen by hand")
NO_PLACE = _("Registered, but without a place in this session; chosen by hand")
FROM_LINE = _("Waited for a place, noted on the roll call")
NOT_ASKED = _("Registered, but without a place in this session; noted on the roll call")
NEW_PERSON = _("A new person, added by hand")
NOBODY = _("Not a participant")
REPLACED = _("Decided anew")
UNDONE = _("Taken back")

HAD = {
    **dict.fromkeys((LET_IN.message, FROM_LINE.message), SeatStatus.WAITLISTED),
    **dict.fromkeys((NO_PLACE.message, NOT_ASKED.message), SeatStatus.CANCELLED),
}
"""What somebody has again whose being let in is taken back."""


class DecidedMeanwhile(Refused):
    """Somebody else decided on the same rows since the page was opened."""

    status = 409
    sentence = _("Somebody else decided on these rows meanwhile. Open the page again to see how.")


class NothingToUndo(Refused):
    """Nothing to take back."""

    sentence = _("There is no decision of yours to take back.")


class NobodyChosen(Refused):
    """The decision lacks rows, a person or a name."""

    sentence = _("Choose a person of the list, or one of the other answers.")


def match_open(meeting: Meeting, *, now: datetime) -> int:
    """Let the rules decide the undecided rows; return how many platform names they linked.

    Whether somebody came who waits for a place is left to a person, whose word lets them in.
    """
    rows = [row for group in queries.groups(meeting.id, undecided=True) for row in group.rows]
    if not rows:
        return 0
    people = queries.registrants(meeting.id)
    links = rules.match([queries.as_row(row) for row in rows], people, queries.remembered(meeting))
    ids, waiting = queries.registration_ids(meeting.id), queries.waiting_seats(meeting.id)
    linked = [
        (row, ids[link.registrant], link.why)
        for row, link in zip(rows, links, strict=True)
        if link.registrant is not None and ids[link.registrant] not in waiting
    ]
    for row, registration_id, why in linked:
        add_matches([row], registration_id, why, decided_by=None, now=now)
    every_date.still_come({each for _row, each, _why in linked}, now=now)
    return len({queries.group_id(row) for row, _registration_id, _why in linked})


def add_matches(
    rows: Iterable[Evidence],
    registration_id: int | None,
    why: Sentence,
    *,
    decided_by: Actor | None,
    now: datetime,
) -> None:
    """Say whose undecided rows are; None is nobody, and decided_by None a rule."""
    for row in rows:
        row.undecided = False
        db.session.add(
            Match(
                evidence_id=row.id,
                registration_id=registration_id,
                by_id=decided_by.id if decided_by else None,
                by_label=decided_by.label if decided_by else _RULE,
                at=now,
                why=why.message,
            )
        )
    db.session.flush()


def set_aside(matches: Iterable[Match], why: Sentence, now: datetime) -> None:
    """Let matches stand no longer, for a reason: their rows are undecided again."""
    rows = []
    for match in matches:
        match.set_aside_at, match.set_aside_why = now, why.message
        rows.append(match.evidence_id)
    db.session.flush()
    _mark(rows, undecided=True)


def _mark(evidence_ids: Sequence[int], *, undecided: bool) -> None:
    for some in parts(evidence_ids):
        rows = update(Evidence).where(Evidence.id.in_(some))
        db.session.execute(rows.values(undecided=undecided))


class Verdict(StrEnum):
    """What a person can say of the rows of a platform name."""

    SOMEBODY = "somebody"
    NEW = "new"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Decision:
    """Who is behind the rows with these fingerprints.

    who is a registration's key where the verdict is somebody, typed_name the name of a new person.
    standing is what the decider saw before: "" for undecided rows, "-" for nobody, else the
    registration's key.
    """

    fingerprints: Sequence[str]
    verdict: Verdict
    who: str = ""
    typed_name: str = ""
    standing: str = ""


def decide(meeting_id: int, decision: Decision, *, by: Actor, now: datetime) -> str:
    """Carry out a person's decision; return the registration's key, "" for nobody.

    Raises NobodyChosen for a decision that lacks something, DecidedMeanwhile when the rows are no
    longer as the decider saw them.
    """
    db.lock(Series, db.session.get_one(Meeting, meeting_id).series_id)
    meeting = db.lock(Meeting, meeting_id)
    rows = queries.evidence_by_fingerprint(meeting.id, decision.fingerprints)
    if not rows:
        raise NobodyChosen
    before = queries.standing_matches(row.id for row in rows)
    keys = queries.registration_keys(meeting.id)
    stands = {standing_of(before.get(row.id), keys) for row in rows}
    if stands != {decision.standing}:
        raise DecidedMeanwhile
    registration_id, key, why = _carried_out(meeting, decision, by=by, now=now)
    set_aside(before.values(), REPLACED, now)
    add_matches(rows, registration_id, why, decided_by=by, now=now)
    if registration_id is not None:
        every_date.still_come([registration_id], now=now)
    put_back(meeting, before.values())
    recompute(meeting, now=now)
    for each in _added_by(before.values()) - {registration_id}:
        take_back_person(meeting, each)
    name = rows[0].name
    note(
        by,
        "matched",
        meeting,
        now=now,
        before={"was": decision.standing},
        after={"platform name": name, "rows": len(rows), "is": key or "-"},
    )
    return key


def standing_of(match: Match | None, keys: dict[int, str]) -> str:
    """Return how a row stands, in the words of Decision; keys are those of registrations by id."""
    if match is None:
        return ""
    return "-" if match.registration_id is None else keys.get(match.registration_id, "?")


def _carried_out(
    meeting: Meeting, decision: Decision, *, by: Actor, now: datetime
) -> tuple[int | None, str, Sentence]:
    if decision.verdict is Verdict.NOBODY:
        return None, "", NOBODY
    if decision.verdict is Verdict.NEW:
        if not any(c.isalpha() for c in decision.typed_name):
            raise NobodyChosen
        registration = standing.walk_in(
            meeting.series, meeting, typed_name=decision.typed_name, by=by, now=now
        )
        return registration.id, registration.key, NEW_PERSON
    registration = _chosen(meeting, decision.who)
    had = _let_in(registration, meeting, now)
    # It stays for each name and tap of theirs: whichever is taken back last takes the place back.
    had = had or HAD.get(queries.stands_as(meeting.id, registration.id, HAD))
    how = CHOSEN if had is None else NO_PLACE if had is SeatStatus.CANCELLED else LET_IN
    return registration.id, registration.key, how


def _chosen(meeting: Meeting, key: str) -> Registration:
    """Return a registration of the meeting's series; raise NobodyChosen."""
    registration_id = queries.registration_ids(meeting.id).get(key)
    if registration_id is not None:
        return db.session.get_one(Registration, registration_id)
    registration = elsewhere.of_key(meeting, key)
    if registration is None:
        raise NobodyChosen
    return registration


def _let_in(registration: Registration, meeting: Meeting, now: datetime) -> SeatStatus | None:
    """Give who came without a place one; return what they had, None where it was one."""
    seat = queries.seats(meeting, [registration]).get(registration.id)
    if seat is not None and seat.status is SeatStatus.CONFIRMED:
        return None
    return standing.let_in(registration, seat, meeting, at_venue=False, now=now)


def _let_in_by(matches: Iterable[Match]) -> dict[int, SeatStatus]:
    """Return what the people had who were let in by matches, by their registrations' ids."""
    found = {each.registration_id: HAD.get(each.why) for each in matches}
    return {each: had for each, had in found.items() if each is not None and had is not None}


def _added_by(matches: Iterable[Match]) -> set[int]:
    """Return the registrations of the people whom matches added, by their ids."""
    added = {each.registration_id for each in matches if each.why == NEW_PERSON.message}
    return {each for each in added if each is not None}


def put_back(meeting: Meeting, aside: Iterable[Match]) -> None:
    """Let who was let in by matches that are set aside have what they had before.

    Not of whom something else says that they came. The series is locked by the caller.
    """
    had = _let_in_by(aside)
    people = [db.session.get_one(Registration, each) for each in had]
    seen = evidence_by_seat(meeting.id) if people else {}
    seats = queries.seats(meeting, people)
    for each in people:
        seat = seats.get(each.id)
        if seat is not None and seat.id not in seen:
            standing.put_back(each, seat, had[each.id])


def undo(meeting_id: int, *, by: Actor, now: datetime) -> Evidence:
    """Take back the actor's last decision in a meeting, and return a row that it was about.

    What stood before it stands again. A person who was added by it goes again, unless something
    else is known of them by now. Raises NothingToUndo.
    """
    db.lock(Series, db.session.get_one(Meeting, meeting_id).series_id)
    meeting = db.lock(Meeting, meeting_id)
    last = queries.last_decision(meeting.id, by.id) if by.id is not None else []
    if not last:
        raise NothingToUndo
    was = standing_of(last[0], queries.registration_keys(meeting.id))
    earlier = [
        each
        for each in queries.replaced_at([match.evidence_id for match in last], last[0].at)
        # Whoever was added and is gone since cannot stand again: the name is open.
        if each.registration_id is not None or each.why != NEW_PERSON.message
    ]
    set_aside(last, UNDONE, now)
    for each in earlier:
        facts = {
            name: getattr(each, name)
            for name in ("evidence_id", "registration_id", "by_id", "by_label", "why")
        }
        db.session.add(Match(**facts, at=now))
    db.session.flush()
    _mark([each.evidence_id for each in earlier], undecided=False)
    put_back(meeting, last)
    for each_id in _let_in_by(earlier):
        _let_in(db.session.get_one(Registration, each_id), meeting, now)
    recompute(meeting, now=now)
    for each_id in _added_by(last):
        take_back_person(meeting, each_id)
    about = db.session.get_one(Evidence, last[0].evidence_id)
    note(
        by,
        "took back a match",
        meeting,
        now=now,
        before={"was": was},
        after={"platform name": about.name, "rows": len(last)},
    )
    return about


def take_back_person(meeting: Meeting, registration_id: int) -> None:
    """Remove a person who was added in a meeting; what was set aside names them no more.

    They stay where more is known of them by now. The series is locked by the caller.
    """
    registration = db.session.get_one(Registration, registration_id)
    if registration.person.email or registration.person.phone:
        return
    aside = Match.registration_id == registration_id, Match.set_aside_at.is_not(None)
    try:
        with db.session.begin_nested():
            db.session.execute(update(Match).where(*aside).values(registration_id=None))
            standing.take_back_walk_in(registration, meeting)
    except IntegrityError:
        return
