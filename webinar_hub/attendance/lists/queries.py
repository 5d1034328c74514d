"""Look up the list of a meeting and its figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from webinar_hub.attendance.lists.tables import Attendee, AttendeeState
from webinar_hub.attendance.minutes.queries import MeetingId, told_of
from webinar_hub.attendance.models import (
    CLICK,
    Attendance,
    AttendanceStatus,
    Evidence,
)
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.text import clean, search_key
from webinar_hub.network.models import Organisation, Region
from webinar_hub.people.models import BY_NAME, Person
from webinar_hub.people.names import PersonName
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.at_desk import EVERYBODY
from webinar_hub.registrations.models import FormDate, Registration, Seat, SeatStatus, SentForm

_AT_ONCE = 500
"""How many lines of a long list are in memory."""

_Parent = aliased(Region)
_pressed = and_(
    Evidence.meeting_id == Seat.meeting_id,
    Evidence.fingerprint == literal(CLICK, String).concat(Registration.key),
)
_in_person = case((Attendance.seconds > 0, Attendance.in_person), else_=Seat.at_venue)
_waits = Seat.status == SeatStatus.WAITLISTED
_IN_ORDER = (
    case((_waits, 1), else_=0),
    case((_waits, Seat.queued_at)),
    case((_waits, Seat.id)),
    *BY_NAME,
    Seat.id,
)
"""By name, whoever waits at the end by their place in the queue."""


def _status(meeting_id: MeetingId) -> ColumnElement[str]:
    """Return the state of a seat in the list of a meeting."""
    told = select(Meeting.id).where(Meeting.id == meeting_id, told_of(meeting_id))
    return case(
        (Seat.status == SeatStatus.OFFERED, AttendeeState.OFFERED.value),
        (Seat.status != SeatStatus.CONFIRMED, AttendeeState.WAITING.value),
        (Attendance.status == AttendanceStatus.PRESENT, AttendeeState.PRESENT.value),
        (Attendance.status == AttendanceStatus.PARTIAL, AttendeeState.PARTIAL.value),
        (Attendance.status == AttendanceStatus.EXCUSED, AttendeeState.EXCUSED.value),
        (
            or_(Attendance.id.is_not(None), told.correlate(Seat).exists()),
            AttendeeState.ABSENT.value,
        ),
        else_=AttendeeState.EXPECTED.value,
    )


def _seats(
    meeting_id: MeetingId, people: ColumnElement[bool], *, named: bool = False
) -> Select[Any]:
    """Select from the seats of a meeting, of the people that a condition keeps.

    Where it keeps everybody, nobody is looked up unless they are named.
    """
    seats = select().select_from(Seat)
    if named or people is not EVERYBODY:
        seats = seats.join(Registration, Registration.id == Seat.registration_id).join(
            Person, Person.id == Registration.person_id
        )
    return seats.where(Seat.meeting_id == meeting_id, Seat.status != SeatStatus.CANCELLED, people)


def _people(meeting_id: int, people: ColumnElement[bool]) -> Select[Any]:
    """Select as `_seats`, with the people and their attendance."""
    seats = _seats(meeting_id, people, named=True)
    return seats.outerjoin(Attendance, Attendance.seat_id == Seat.id)


def _found(
    meeting_id: int, people: ColumnElement[bool], words: str, status: AttendeeState | None
) -> Select[Any]:
    """Select as `_people`, of those whose name or organisation has the words."""
    listed = _people(meeting_id, people)
    if words:
        listed = listed.outerjoin(Organisation, Organisation.id == Registration.organisation_id)
    if status is not None:
        listed = listed.where(_status(meeting_id) == status.value)
    return listed.where(*_fitting(words))


def _fitting(words: str) -> list[ColumnElement[bool]]:
    """Return a condition for each word that a name or an organisation has to hold."""
    wanted: list[ColumnElement[bool]] = []
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
    people: ColumnElement[bool] = EVERYBODY,
    *,
    words: str = "",
    status: AttendeeState | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[Attendee]:
    """Return the list of a meeting by name, whoever waits at its end.

    words are looked for in names and organisations; people is the condition on registrations that
    keeps those who may be seen, here and below.
    """
    # What a line shows is looked up for these lines alone, not for all that are put in order.
    wanted = _found(meeting_id, people, words, status).add_columns(Seat.id).order_by(*_IN_ORDER)
    shown = _lines(meeting_id, EVERYBODY).where(Seat.id.in_(wanted.offset(offset).limit(limit)))
    return _attendees(meeting_id, db.session.execute(shown).all())


def everybody(meeting_id: int, people: ColumnElement[bool]) -> Iterator[Attendee]:
    """Yield the whole list as `attendees` has it, however long, while it is read."""
    lines = _lines(meeting_id, people).execution_options(yield_per=_AT_ONCE)
    queue = _queue(meeting_id)
    for row in db.session.execute(lines):
        yield _attendee(row, queue)


def keys(meeting_id: int, people: ColumnElement[bool]) -> Sequence[str]:
    """Return the keys of the registrations that stand in the list."""
    listed = _people(meeting_id, people).add_columns(Registration.key)
    return db.session.scalars(listed.order_by(Seat.id)).all()


def attendee(meeting_id: int, key: str, people: ColumnElement[bool] = EVERYBODY) -> Attendee:
    """Return the line of one registration in the list of a meeting; raise NotFound."""
    line = _lines(meeting_id, people).where(Registration.key == key)
    [found] = _attendees(meeting_id, [existing(db.session.execute(line).one_or_none())])
    return found


def _attendees(meeting_id: int, rows: Sequence[Any]) -> list[Attendee]:
    waits = any(row.status == AttendeeState.WAITING.value for row in rows)
    queue = _queue(meeting_id) if waits else {}
    return [_attendee(row, queue) for row in rows]


def _queue(meeting_id: int) -> dict[int, int]:
    """Return the places on the waiting list of a meeting, by the ids of the seats."""
    waiting = select(Seat.id).where(Seat.meeting_id == meeting_id, _waits)
    ids = db.session.scalars(waiting.order_by(Seat.queued_at, Seat.id))
    return {seat_id: place for place, seat_id in enumerate(ids, start=1)}


def _lines(meeting_id: int, people: ColumnElement[bool]) -> Select[Any]:
    return (
        _people(meeting_id, people)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(Region, Region.code == Registration.region_code)
        .outerjoin(_Parent, _Parent.code == Region.parent_code)
        .outerjoin(Evidence, _pressed)
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
            _status(meeting_id).label("status"),
        )
        .add_columns(Attendance.seconds, Evidence.noted_at, Seat.id, Seat.offered_until)
        .add_columns(_in_person.label("at_venue"))
        .order_by(*_IN_ORDER)
    )


def _attendee(row: Any, queue: Mapping[int, int]) -> Attendee:
    status = AttendeeState(row.status)
    return Attendee(
        key=row.key,
        name=row.name,
        full_name=PersonName(row.title_before, row.name, row.title_after).full,
        organisation=row.organisation or row.organisation_name,
        region=", ".join(name for name in (row.region, row.province) if name),
        zone=row.zone or "",
        status=status,
        seconds=row.seconds,
        pressed_at=row.noted_at,
        place=queue.get(row.id) if status is AttendeeState.WAITING else None,
        offered_until=row.offered_until if status is AttendeeState.OFFERED else None,
        email=row.email,
        phone=row.phone,
        at_venue=row.at_venue,
    )


def coming(
    meeting_id: int, people: ColumnElement[bool] = EVERYBODY, *, waiting: bool = True
) -> int:
    """Return how many come in person, where they might stay online.

    waiting: also whoever waits for a place in the session, for whom one is held at the venue.
    """
    which = Seat.at_venue if waiting else and_(Seat.at_venue, ~_waits)
    counted = _seats(meeting_id, people).where(which).add_columns(func.count())
    return int(db.session.scalar(counted) or 0)


def came(meeting_id: int, people: ColumnElement[bool] = EVERYBODY) -> int:
    """Return how many came in person, as the roll call has them."""
    counted = _people(meeting_id, people).where(Attendance.in_person).add_columns(func.count())
    return int(db.session.scalar(counted) or 0)


def how_many(
    meeting_id: int,
    people: ColumnElement[bool] = EVERYBODY,
    *,
    words: str = "",
    status: AttendeeState | None = None,
) -> int:
    """Return how many lines the list has."""
    counted = _found(meeting_id, people, words, status).add_columns(func.count())
    return int(db.session.scalar(counted) or 0)


@dataclass(frozen=True)
class Figures:
    """The numbers of one meeting: people by status, and how many pressed "Gabung"."""

    by_status: dict[AttendeeState, int]
    pressed: int

    @property
    def everybody(self) -> int:
        """Return how many lines the whole list has."""
        return sum(self.by_status.values())

    @property
    def seated(self) -> int:
        """Return how many have a place."""
        return self.everybody - self.by_status[AttendeeState.WAITING]


def figures(meeting_id: int, people: ColumnElement[bool] = EVERYBODY) -> Figures:
    """Return the numbers of a meeting, zeros included."""
    asked = db.prepared(_figures) if people is EVERYBODY else _figures(people)
    found = db.session.execute(asked, {"meeting_id": meeting_id}).all()
    by_status = {AttendeeState(name): number for name, number, _pressed in found}
    return Figures(
        {each: by_status.get(each, 0) for each in AttendeeState}, found[0][2] if found else 0
    )


def _figures(people: ColumnElement[bool] = EVERYBODY) -> Select[Any]:
    meeting_id = bindparam("meeting_id", type_=Integer)
    status = _status(meeting_id)
    pressed = _seats(meeting_id, people).where(Seat.registration_id.in_(_pressing(meeting_id)))
    return (
        _seats(meeting_id, people)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .add_columns(
            status.label("status"),
            func.count(),
            pressed.add_columns(func.count()).correlate(None).scalar_subquery(),
        )
        .group_by(status)
    )


def _pressing(meeting_id: MeetingId) -> CompoundSelect[int]:
    """Return the ids of the registrations of whoever pressed "Gabung", with a form or without.

    From the presses on, as most seats may have none.
    """
    with_a_form = (
        select(SentForm.registration_id)
        .join(FormDate, FormDate.sent_form_id == SentForm.id)
        .where(FormDate.meeting_id == meeting_id, FormDate.pressed_at.is_not(None))
        .where(SentForm.dropped_at.is_(None))
    )
    key = func.substr(Evidence.fingerprint, len(CLICK) + 1)
    pressed = (
        select(Registration.id)
        .join(Evidence, Registration.key == key)
        .where(Evidence.meeting_id == meeting_id, db.begins(Evidence.fingerprint, CLICK))
    )
    return union_all(pressed, with_a_form)
