"""What we look up about attendance: the list of a meeting, its evidence, and whose it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, lazyload

from webinar_hub.attendance.matching import Registrant, memory_key
from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
    Evidence,
    EvidenceKind,
    Match,
    Report,
)
from webinar_hub.attendance.readers.report import Row
from webinar_hub.attendance.tables import Attendee, AttendeeState
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean, search_key
from webinar_hub.network.models import Organisation, Region
from webinar_hub.people.models import Person
from webinar_hub.people.names import PersonName
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations import sent_forms
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.queries import EVERYBODY

CLICK = "click:"
"""How the fingerprint of a press on "Gabung" begins; the registration's key follows."""

WITHDRAWN = _("The report was withdrawn")
"""Why a row counts for nobody whose report was set aside."""

_Parent = aliased(Region)
_pressed = and_(
    Evidence.meeting_id == Seat.meeting_id,
    Evidence.fingerprint == literal(CLICK, String).concat(Registration.key),
)
_reported = (
    select(Report.id)
    .where(Report.meeting_id == Seat.meeting_id, Report.withdrawn_at.is_(None))
    .exists()
)
_standing = case(
    (Seat.status != SeatStatus.CONFIRMED, AttendeeState.WAITING.value),
    (Attendance.status == AttendanceStatus.PRESENT, AttendeeState.PRESENT.value),
    (Attendance.status == AttendanceStatus.PARTIAL, AttendeeState.PARTIAL.value),
    (or_(Attendance.id.is_not(None), _reported), AttendeeState.ABSENT.value),
    else_=AttendeeState.EXPECTED.value,
)


def _people(meeting_id: int, whose: ColumnElement[bool]) -> Select[Any]:
    """Select from the seats of a meeting that stand and are kept by a condition on registrations, with all that the list tells."""
    return (
        select()
        .select_from(Seat)
        .join(Registration, Registration.id == Seat.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(Region, Region.code == Registration.region_code)
        .outerjoin(_Parent, _Parent.code == Region.parent_code)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .outerjoin(Evidence, _pressed)
        .where(Seat.meeting_id == meeting_id, Seat.status != SeatStatus.CANCELLED, whose)
    )


def _matching(words: str, standing: AttendeeState | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [] if standing is None else [_standing == standing.value]
    for word in search_key(clean(words)[:100]).split()[:6]:
        typed = func.lower(Registration.organisation_name).contains(word, autoescape=True)
        wanted.append(
            or_(
                Person.name_key.contains(word, autoescape=True),
                Organisation.search_key.contains(word, autoescape=True),
                typed,
            )
        )
    return wanted


def attendees(
    meeting_id: int,
    whose: ColumnElement[bool] = EVERYBODY,
    *,
    words: str = "",
    standing: AttendeeState | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[Attendee]:
    """Return the list of a meeting by name, whoever waits at its end; words are looked for in names and organisations.

    whose keeps the registrations that may be seen, here and below (registrations.queries.Seen).
    """
    statement = _lines(meeting_id, whose).where(*_matching(words, standing))
    return [_attendee(row) for row in db.session.execute(statement.offset(offset).limit(limit))]


def attendee(meeting_id: int, key: str, whose: ColumnElement[bool] = EVERYBODY) -> Attendee:
    """Return the line of one registration in the list of a meeting; raise NotFound."""
    return _attendee(
        existing(
            db.session.execute(
                _lines(meeting_id, whose).where(Registration.key == key)
            ).one_or_none()
        )
    )


def _lines(meeting_id: int, whose: ColumnElement[bool]) -> Select[Any]:
    place = func.row_number().over(partition_by=Seat.status, order_by=(Seat.queued_at, Seat.id))
    queue = (
        select(Seat.id.label("seat_id"), place.label("place"))
        .where(Seat.meeting_id == meeting_id)
        .subquery()
    )
    return (
        _people(meeting_id, whose)
        .add_columns(
            Registration.key,
            Registration.organisation_name,
            Organisation.name.label("organisation"),
        )
        .add_columns(
            Person.name, Person.title_before, Person.title_after, Person.email, Person.phone
        )
        .add_columns(
            Region.name.label("region"),
            _Parent.name.label("province"),
            Region.zone,
            _standing.label("standing"),
        )
        .add_columns(Attendance.seconds, Evidence.noted_at, queue.c.place)
        .join(queue, queue.c.seat_id == Seat.id)
        .order_by(
            case((_standing == AttendeeState.WAITING.value, queue.c.place), else_=0),
            Person.name_key,
            Seat.id,
        )
    )


def _attendee(row: Any) -> Attendee:
    standing = AttendeeState(row.standing)
    return Attendee(
        key=row.key,
        name=row.name,
        full_name=PersonName(row.title_before, row.name, row.title_after).full,
        organisation=row.organisation or row.organisation_name,
        region=", ".join(name for name in (row.region, row.province) if name),
        zone=row.zone or "",
        standing=standing,
        seconds=row.seconds,
        pressed_at=row.noted_at,
        place=row.place if standing is AttendeeState.WAITING else None,
        email=row.email,
        phone=row.phone,
    )


def how_many(
    meeting_id: int,
    whose: ColumnElement[bool] = EVERYBODY,
    *,
    words: str = "",
    standing: AttendeeState | None = None,
) -> int:
    """Return how many lines the list has."""
    counted = (
        _people(meeting_id, whose).add_columns(func.count()).where(*_matching(words, standing))
    )
    return int(db.session.scalar(counted) or 0)


@dataclass(frozen=True)
class Figures:
    """The numbers of one meeting: people by standing, and how many pressed "Gabung"."""

    by_standing: dict[AttendeeState, int]
    pressed: int

    @property
    def everybody(self) -> int:
        """Return how many lines the whole list has."""
        return sum(self.by_standing.values())

    @property
    def seated(self) -> int:
        """Return how many have a place."""
        return self.everybody - self.by_standing[AttendeeState.WAITING]


def figures(meeting_id: int, whose: ColumnElement[bool] = EVERYBODY) -> Figures:
    """Return the numbers of a meeting, zeros included."""
    grouped = (
        _people(meeting_id, whose)
        .add_columns(_standing.label("standing"), func.count(), func.count(Evidence.id))
        .group_by(_standing)
    )
    found = {
        AttendeeState(name): (number, pressed)
        for name, number, pressed in db.session.execute(grouped)
    }
    by_standing = {standing: found.get(standing, (0, 0))[0] for standing in AttendeeState}
    return Figures(by_standing, sum(pressed for _number, pressed in found.values()))


def reported(meeting_ids: Iterable[int]) -> set[int]:
    """Return which of these meetings have a report that counts, so that whoever is not in it was absent."""
    counting = select(Report.meeting_id).where(
        Report.meeting_id.in_(list(meeting_ids)), Report.withdrawn_at.is_(None)
    )
    return set(db.session.scalars(counting))


def reports(meeting_id: int) -> Sequence[Report]:
    """Return the files that were imported for a meeting, the newest first."""
    return db.session.scalars(
        select(Report)
        .where(Report.meeting_id == meeting_id)
        .order_by(Report.imported_at.desc(), Report.id.desc())
    ).all()


@dataclass(frozen=True)
class Group:
    """Rows of one meeting under one platform name and address, and the standing decision on all of them (None: open)."""

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


# Loaded by themselves they would be joined inside the outer join, and rows without a match would vanish.
_BARE = (lazyload(Registration.seats), lazyload(Registration.series))


def group_id(row: Evidence) -> str:
    """Return what rows of one platform name and address have in common."""
    return tokens.digest(f"{row.name.casefold()}\n{row.email or ''}")[:16]


def groups(
    meeting_id: int,
    whose: ColumnElement[bool] = EVERYBODY,
    *,
    undecided: bool = False,
    registration_key: str | None = None,
) -> list[Group]:
    """Return the rows of the reports, grouped, in the order in which they came; those of one registration with its press on "Gabung".

    Under a condition on registrations only rows that are matched to one of them are left.
    """
    statement = (
        select(Evidence, Match)
        .outerjoin(Match, and_(Match.evidence_id == Evidence.id, Match.set_aside_at.is_(None)))
        .outerjoin(Match.registration)
        .outerjoin(Registration.person)
        .options(
            contains_eager(Match.registration).options(contains_eager(Registration.person), *_BARE)
        )
        .where(Evidence.meeting_id == meeting_id, whose)
        .order_by(Evidence.id)
    )
    if registration_key is not None:
        statement = statement.where(Registration.key == registration_key)
    else:
        statement = statement.where(Evidence.kind != EvidenceKind.JOIN_CLICK)
    if undecided:
        statement = statement.where(Match.id.is_(None))
    together: dict[tuple[str, int | None, bool, bool], list[tuple[Evidence, Match | None]]] = (
        defaultdict(list)
    )
    pairs_found: Iterable[tuple[Evidence, Match | None]] = db.session.execute(statement)
    for row, match in pairs_found:
        theirs, aside = (
            (match.registration_id, match.why == WITHDRAWN.message) if match else (None, False)
        )
        together[group_id(row), theirs, match is None, aside].append((row, match))
    return [
        Group(key[0], tuple(row for row, _match in pairs), pairs[0][1])
        for key, pairs in together.items()
    ]


def evidence_by_fingerprint(meeting_id: int, fingerprints: Iterable[str]) -> Sequence[Evidence]:
    """Return the evidence of a meeting under these fingerprints."""
    wanted = list(fingerprints)
    return db.session.scalars(
        select(Evidence)
        .where(Evidence.meeting_id == meeting_id, Evidence.fingerprint.in_(wanted))
        .order_by(Evidence.id)
    ).all()


def evidence_of(meeting_id: int) -> Sequence[Evidence]:
    """Return all evidence of a meeting."""
    return db.session.scalars(select(Evidence).where(Evidence.meeting_id == meeting_id)).all()


def standing_matches(evidence_ids: Iterable[int]) -> dict[int, Match]:
    """Return the match that stands for each evidence that has one."""
    wanted = list(evidence_ids)
    found = db.session.scalars(
        select(Match).where(Match.evidence_id.in_(wanted), Match.set_aside_at.is_(None))
    )
    return {match.evidence_id: match for match in found}


def last_decision(meeting_id: int, person_id: int) -> Sequence[Match]:
    """Return the matches of the last decision that somebody made in a meeting and that stands."""
    theirs = (
        select(Match)
        .join(Match.evidence)
        .where(
            Evidence.meeting_id == meeting_id,
            Match.by_id == person_id,
            Match.set_aside_at.is_(None),
        )
        .order_by(Match.at.desc(), Match.id.desc())
    )
    newest = db.session.scalar(theirs.limit(1))
    return db.session.scalars(theirs.where(Match.at == newest.at)).all() if newest else []


def set_aside_at(evidence_ids: Iterable[int], at: datetime) -> Sequence[Match]:
    """Return the matches of these rows that were set aside at exactly this moment: what a decision replaced."""
    wanted = list(evidence_ids)
    return db.session.scalars(
        select(Match)
        .where(Match.evidence_id.in_(wanted), Match.set_aside_at == at)
        .order_by(Match.id)
    ).all()


def evidence_by_id(evidence_id: int) -> Evidence:
    """Return one row of evidence."""
    return db.session.scalars(select(Evidence).where(Evidence.id == evidence_id)).one()


def meeting_by_id(meeting_id: int) -> Meeting:
    """Return one meeting."""
    return db.session.scalars(select(Meeting).where(Meeting.id == meeting_id)).one()


def seat_in(registration_id: int, meeting_key: str) -> Seat:
    """Return a registration's seat in a meeting, with both; raise NotFound where there is none."""
    statement = (
        select(Seat)
        .join(Seat.meeting)
        .options(
            contains_eager(Seat.meeting), joinedload(Seat.registration).lazyload(Registration.seats)
        )
        .where(
            Seat.registration_id == registration_id,
            Meeting.key == meeting_key,
            Seat.status != SeatStatus.CANCELLED,
        )
    )
    return existing(db.session.scalar(statement))


def registrants(meeting_id: int) -> list[Registrant]:
    """Return whoever has a seat in a meeting or waits for one, as the matching wants them; the id is the registration's key."""
    seats = [
        seat
        for seat in registrations.seats_of(meeting_id)
        if seat.registration.person.erased_at is None
    ]
    codes = sent_forms.proved_codes(meeting_id)
    return [_registrant(seat.registration, codes.get(seat.registration_id, ())) for seat in seats]


def _registrant(registration: Registration, other_codes: Iterable[str]) -> Registrant:
    person, organisation = registration.person, registration.organisation
    name = organisation.name if organisation else registration.organisation_name
    others = tuple(code for code in other_codes if code != registration.code)
    return Registrant(
        registration.key,
        person.name,
        person.email,
        person.phone,
        name or None,
        registration.code,
        others,
    )


def registration_ids(meeting_id: int) -> dict[str, int]:
    """Return the registrations with a seat in a meeting that stands: their rows by their keys."""
    return {key: row_id for row_id, key in registration_keys(meeting_id).items()}


def registration_keys(meeting_id: int) -> dict[int, str]:
    """Return the registrations with a seat in a meeting that stands: their keys by their rows."""
    seated = select(Registration.id, Registration.key).join(
        Seat, Seat.registration_id == Registration.id
    )
    return dict(
        db.session.execute(
            seated.where(Seat.meeting_id == meeting_id, Seat.status != SeatStatus.CANCELLED)
        ).all()
    )


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
    """Return what people decided in the programme's meetings: the registration's key in this meeting, by platform name and address."""
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
            Match.by_id.is_not(None),
            Match.set_aside_at.is_(None),
        )
        .order_by(Match.at, Match.id)
    )
    return {memory_key(name, email): key for name, email, key in db.session.execute(statement)}


def report_with_rows(meeting_id: int, key: str) -> tuple[Report, Sequence[Evidence]]:
    """Return an imported file of a meeting and the evidence that came with it; raise NotFound."""
    report = existing(
        db.session.scalar(select(Report).where(Report.meeting_id == meeting_id, Report.key == key))
    )
    return report, db.session.scalars(
        select(Evidence).where(Evidence.report_id == report.id).order_by(Evidence.id)
    ).all()


def report_by_digest(meeting_id: int, digest: str) -> Report | None:
    """Return the import of exactly these bytes for a meeting, None where there was none."""
    return db.session.scalar(
        select(Report).where(Report.meeting_id == meeting_id, Report.digest == digest)
    )


def stays(meeting_id: int) -> dict[int, list[Evidence]]:
    """Return the evidence that counts for each confirmed seat of a meeting, by the seat's id."""
    statement = (
        select(Seat.id, Evidence)
        .join(Match, Match.registration_id == Seat.registration_id)
        .join(Evidence, Evidence.id == Match.evidence_id)
        .where(Seat.meeting_id == meeting_id, Seat.status == SeatStatus.CONFIRMED)
        .where(
            Evidence.meeting_id == meeting_id,
            Match.set_aside_at.is_(None),
            Evidence.kind != EvidenceKind.JOIN_CLICK,
        )
        .order_by(Evidence.id)
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for seat_id, row in db.session.execute(statement):
        found[seat_id].append(row)
    return dict(found)


def seconds_by_seat(meeting_ids: Iterable[int]) -> dict[int, Attendance]:
    """Return the attendance of each seat of these meetings that has one."""
    wanted = list(meeting_ids)
    found = db.session.scalars(
        select(Attendance).join(Attendance.seat).where(Seat.meeting_id.in_(wanted))
    )
    return {attendance.seat_id: attendance for attendance in found}


def waiting(actor: Actor, *, limit: int | None = None) -> list[tuple[Meeting, int]]:
    """Return the meetings of the actor in which platform names wait for a decision, with how many, the newest first."""
    lacking = (
        ~select(Match.id)
        .where(Match.evidence_id == Evidence.id, Match.set_aside_at.is_(None))
        .exists()
    )
    names = (
        select(Evidence.meeting_id, func.lower(Evidence.name), Evidence.email)
        .where(lacking)
        .distinct()
        .subquery()
    )
    counted = select(names.c.meeting_id, func.count()).group_by(names.c.meeting_id)
    numbers: dict[int, int] = {found.meeting_id: found[1] for found in db.session.execute(counted)}
    if not numbers:
        return []
    return [
        (meeting, numbers[meeting.id])
        for meeting in programmes.visible_to(actor).meetings(
            among=numbers, newest_first=True, limit=limit
        )
    ]
