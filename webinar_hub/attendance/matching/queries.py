"""Look up platform names, who is behind them, and who may be."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, lazyload

from webinar_hub.attendance.matching.registrants import Registrant
from webinar_hub.attendance.matching.rules import memory_key
from webinar_hub.attendance.models import (
    NAMES_KEPT,
    NOTED,
    REPORTED,
    Evidence,
    EvidenceKind,
    Match,
    Report,
)
from webinar_hub.attendance.readers.report import Row
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.at_desk import EVERYBODY
from webinar_hub.registrations.models import WAITING, Registration, Seat, SeatStatus
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.proof.queries import Codes

WITHDRAWN = _("The report was withdrawn")
"""Why a row counts for nobody whose report was set aside."""

_NO_CODES = Codes()


@dataclass(frozen=True)
class Group:
    """Rows of one meeting under one platform name and address; match None: nobody decided yet."""

    id: str
    rows: tuple[Evidence, ...]
    match: Match | None

    @property
    def name(self) -> str:
        """Return the platform name."""
        return self.rows[0].name

    @property
    def withdrawn(self) -> bool:
        """Say whether these rows count for nobody because their report was set aside."""
        return self.match is not None and self.match.why == WITHDRAWN.message

    @property
    def email(self) -> str | None:
        """Return the address that the platform gave."""
        return self.rows[0].email

    @property
    def began(self) -> datetime | None:
        """Return the first arrival, None where the report tells none."""
        return min((row.joined_at for row in self.rows if row.joined_at), default=None)

    @property
    def ended(self) -> datetime | None:
        """Return the last departure, None where the report tells none."""
        return max((row.left_at for row in self.rows if row.left_at), default=None)


# Loaded by itself it would be joined inside the outer join, and undecided rows would vanish.
_BARE = lazyload(Registration.series)


_Together = tuple[str, tuple[int | None, bool] | None, EvidenceKind | None]


def group_id(row: Any) -> str:
    """Return the id of the group of rows that bear one platform name and address."""
    return tokens.digest(f"{row.name.casefold()}\n{row.email or ''}")[:16]


def groups(
    meeting_id: int,
    people: ColumnElement[bool] = EVERYBODY,
    *,
    undecided: bool = False,
    registration_key: str | None = None,
    among: Collection[int] | None = None,
) -> list[Group]:
    """Return the rows of the reports by platform name, in the order in which they came.

    Those of one registration come with its press on "Gabung" and what the roll call says. people
    is a condition on registrations: only rows that are matched to one of them are left. among are
    ids of rows.
    """
    statement = _read(meeting_id, people).add_columns(Evidence, Match)
    statement = statement.options(
        contains_eager(Match.registration).options(contains_eager(Registration.person), _BARE)
    )
    if registration_key is not None:
        statement = statement.where(Registration.key == registration_key)
    else:
        statement = statement.where(Evidence.kind.in_(REPORTED))
    if undecided:
        statement = statement.where(Evidence.undecided)
    if among is not None:
        statement = statement.where(Evidence.id.in_(among))
    found: dict[_Together, list[tuple[Evidence, Match | None]]] = defaultdict(list)
    rows: Iterable[tuple[Evidence, Match | None]] = db.session.execute(statement)
    for row, match in rows:
        found[_together(row, match)].append((row, match))
    return [
        Group(together[0], tuple(row for row, _match in pairs), pairs[0][1])
        for together, pairs in found.items()
    ]


def rows_of_groups(meeting_id: int, people: ColumnElement[bool]) -> list[list[int]]:
    """Return the ids of the rows of each of a meeting's groups, in their order.

    A page of them needs no more of all others.
    """
    told = Evidence.id, Evidence.kind, Evidence.name, Evidence.email
    decided = Match.id.label("match_id"), Match.registration_id, Match.why
    statement = _read(meeting_id, people).add_columns(*told, *decided)
    found: dict[_Together, list[int]] = defaultdict(list)
    for row in db.session.execute(statement.where(Evidence.kind.in_(REPORTED))):
        found[_together(row, row if row.match_id else None)].append(row.id)
    return list(found.values())


def _read(meeting_id: int, people: ColumnElement[bool]) -> Select[Any]:
    """Select from the evidence of a meeting with the match that stands for each."""
    stands = and_(Match.evidence_id == Evidence.id, Match.set_aside_at.is_(None))
    read = select().select_from(Evidence).outerjoin(Match, stands).outerjoin(Match.registration)
    read = read.outerjoin(Registration.person).where(Evidence.meeting_id == meeting_id, people)
    return read.order_by(Evidence.id)


def _together(row: Any, match: Any) -> _Together:
    """Return what a row and its match have in common with the others of a group."""
    decision = (match.registration_id, match.why == WITHDRAWN.message) if match else None
    return group_id(row), decision, row.kind if row.kind in NOTED else None


def evidence_by_fingerprint(meeting_id: int, fingerprints: Iterable[str]) -> Sequence[Evidence]:
    """Return the evidence of a meeting under these fingerprints."""
    wanted = list(fingerprints)
    return db.session.scalars(
        select(Evidence)
        .where(Evidence.meeting_id == meeting_id, Evidence.fingerprint.in_(wanted))
        .order_by(Evidence.id)
    ).all()


def standing_matches(evidence_ids: Iterable[int]) -> dict[int, Match]:
    """Return the match that stands for each evidence that has one."""
    wanted = list(evidence_ids)
    found = db.session.scalars(
        select(Match).where(Match.evidence_id.in_(wanted), Match.set_aside_at.is_(None))
    )
    return {match.evidence_id: match for match in found}


def stands_as(meeting_id: int, registration_id: int, reasons: Collection[str]) -> str:
    """Return for which of these reasons something here stands as somebody's, "" for none."""
    theirs = (
        select(Match.why)
        .join(Match.evidence)
        .where(
            Match.registration_id == registration_id,
            Match.set_aside_at.is_(None),
            Match.why.in_(reasons),
            Evidence.meeting_id == meeting_id,
        )
    )
    return db.session.scalar(theirs.limit(1)) or ""


def last_decision(meeting_id: int, person_id: int) -> Sequence[Match]:
    """Return the matches of somebody's last decision in a meeting on a name of its reports."""
    decided = (
        select(Match)
        .join(Match.evidence)
        .where(
            Evidence.meeting_id == meeting_id,
            Evidence.kind.in_(REPORTED),
            Match.by_id == person_id,
            Match.set_aside_at.is_(None),
        )
        .order_by(Match.at.desc(), Match.id.desc())
    )
    newest = db.session.scalar(decided.limit(1))
    return db.session.scalars(decided.where(Match.at == newest.at)).all() if newest else []


def replaced_at(evidence_ids: Iterable[int], at: datetime) -> Sequence[Match]:
    """Return the matches of these rows that a decision of this very moment replaced."""
    wanted = list(evidence_ids)
    return db.session.scalars(
        select(Match)
        .where(Match.evidence_id.in_(wanted), Match.set_aside_at == at)
        .order_by(Match.id)
    ).all()


def registrants(meeting_id: int) -> list[Registrant]:
    """Return whoever has a seat in a meeting or waits for one; id is the registration's key."""
    seats = [
        seat
        for seat in registrations.seats_of([meeting_id])
        if seat.registration.person.erased_at is None
    ]
    codes = sent_forms.codes_in(meeting_id)
    return [
        registrant(seat.registration, codes.get(seat.registration_id, _NO_CODES)) for seat in seats
    ]


def registrant(registration: Registration, codes: Codes = _NO_CODES) -> Registrant:
    """Return somebody as the rules see them; codes: of their forms in the meeting."""
    person, organisation = registration.person, registration.organisation
    name = organisation.name if organisation else registration.organisation_name
    others, unsure = (
        tuple(code for code in each if code != registration.code)
        for each in (codes.own, codes.unsure)
    )
    return Registrant(
        registration.key,
        person.name,
        person.email,
        person.phone,
        name or None,
        registration.code,
        others,
        unsure,
    )


def registration_ids(meeting_id: int) -> dict[str, int]:
    """Return the registrations with a seat in a meeting: ids by keys."""
    return {key: row_id for row_id, key in registration_keys(meeting_id).items()}


def registration_keys(meeting_id: int) -> dict[int, str]:
    """Return the registrations with a seat in a meeting: keys by ids."""
    seated = select(Registration.id, Registration.key).join(
        Seat, Seat.registration_id == Registration.id
    )
    return dict(
        db.session.execute(
            seated.where(Seat.meeting_id == meeting_id, Seat.status != SeatStatus.CANCELLED)
        ).all()
    )


def waiting_seats(meeting_id: int) -> dict[int, Seat]:
    """Return the seats of those who wait for a place in a meeting, by their registrations' ids."""
    waits = Seat.status.in_(WAITING)
    found = db.session.scalars(select(Seat).where(Seat.meeting_id == meeting_id, waits))
    return {seat.registration_id: seat for seat in found}


def seats(meeting: Meeting, people: Iterable[Registration]) -> dict[int, Seat]:
    """Return the seats of people in a meeting, by the ids of their registrations."""
    here = select(Seat).where(Seat.meeting_id == meeting.id)
    own = here.where(Seat.registration_id.in_([each.id for each in people]))
    return {each.registration_id: each for each in db.session.scalars(own)}


def as_row(row: Evidence) -> Row:
    """Return evidence as the matching wants it."""
    return Row(
        row.line or 0,
        row.name,
        row.original_name,
        row.email,
        row.joined_at,
        row.left_at,
        row.seconds,
        waiting=False,
    )


def remembered(meeting: Meeting) -> dict[str, str]:
    """Return what people decided in the programme's meetings: this meeting's keys by memory_key."""
    here = aliased(Registration)
    statement = (
        select(Evidence.name, Evidence.email, here.key)
        .join(Match, Match.evidence_id == Evidence.id)
        .join(Meeting, Meeting.id == Evidence.meeting_id)
        .join(Series, Series.id == Meeting.series_id)
        .join(Registration, Registration.id == Match.registration_id)
        .join(
            here,
            and_(here.person_id == Registration.person_id, here.series_id == meeting.series_id),
        )
        .where(
            Series.programme_id == meeting.series.programme_id,
            Evidence.kind.in_(REPORTED),
            Match.by_id.is_not(None),
            Match.set_aside_at.is_(None),
        )
        .order_by(Match.at, Match.id)
    )
    return {memory_key(name, email): key for name, email, key in db.session.execute(statement)}


def meetings_to_review(
    actor: Actor, *, now: datetime, limit: int | None = None
) -> list[tuple[Meeting, int]]:
    """Return the actor's meetings with undecided platform names, and how many; newest first.

    What nobody decided in time is nobody's.
    """
    own, since = programmes.seen_by(actor), now - NAMES_KEPT
    named = select(Evidence.meeting_id, func.lower(Evidence.name), Evidence.email).where(
        Evidence.undecided, Evidence.noted_at > since
    )
    if not actor.everywhere:
        # A province's few sessions are looked up, not the whole network's three months.
        reported = Meeting.id.in_(select(Report.meeting_id).where(Report.imported_at > since))
        recent = own.meeting_ids().where(or_(Meeting.ends_at > since, reported))
        named = named.where(Evidence.meeting_id.in_(recent))
    names = named.distinct().subquery()
    counted = select(names.c.meeting_id, func.count()).group_by(names.c.meeting_id)
    numbers: dict[int, int] = {found.meeting_id: found[1] for found in db.session.execute(counted)}
    if not numbers:
        return []
    return [
        (meeting, numbers[meeting.id])
        for meeting in own.meetings(among=numbers, newest_first=True, limit=limit)
    ]
