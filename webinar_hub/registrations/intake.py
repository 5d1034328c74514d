"""Take a list of participants in, in a few statements. Runs inside db.write.

Each rule holds as for one. No page offers it; the large demo fills a hub with it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from webinar_hub.history.actions import note
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.people import intake as people
from webinar_hub.people.intake import Newcomer
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import queries
from webinar_hub.registrations.joining.rules import seat_status
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.rules import Places


@dataclass(frozen=True)
class Arrival:
    """A line of a list: who, their organisation as written, which meetings, and when."""

    who: Newcomer
    organisation_name: str
    meeting_ids: tuple[int, ...]
    registered_at: datetime


def take_in(
    series: Series, arrivals: Sequence[Arrival], *, by: Actor, now: datetime
) -> Mapping[str, int]:
    """Register everybody of a list in a series; return how many rows of each kind are new.

    The same list once more adds nothing. Seats in meetings that are over need no free place. Nobody
    is written to: a list tells of people who were told already. Raises LongName, and MeetingFull
    where a coming meeting without a waiting list has no place, with nothing written.
    """
    series = db.lock(Series, series.id)
    who = people.take_in([each.who for each in arrivals], now=now)
    registered = _ids_of_people(series.id, who)
    known = len(registered)
    registered |= _registered(
        series,
        {
            person: each
            for person, each in zip(who, arrivals, strict=True)
            if person not in registered
        },
    )
    wanted = [(registered[person], each) for person, each in zip(who, arrivals, strict=True)]
    seats = _seats(series, wanted, now)
    if seats:
        db.session.execute(insert(Seat), seats)
    added = Counter(registrations=len(registered) - known, seats=len(seats))
    note(by, "took in people", series, now=now, after=dict(added))
    return added


def _registered(series: Series, new: Mapping[int, Arrival]) -> dict[int, int]:
    """Add a registration for each person who has none and return its id by the person's."""
    if not new:
        return {}
    codes = _codes(len(new), _codes_of(series.id))
    rows = [
        {
            "person_id": person_id,
            "series_id": series.id,
            "organisation_id": each.who.organisation_id,
            "organisation_name": each.organisation_name,
            "region_code": each.who.region_code,
            "code": code,
            "language": each.who.language,
            "registered_at": each.registered_at,
        }
        for (person_id, each), code in zip(new.items(), codes, strict=True)
    ]
    return dict(
        zip(
            new,
            db.session.scalars(
                insert(Registration).returning(Registration.id, sort_by_parameter_order=True), rows
            ),
            strict=True,
        )
    )


def _codes(number: int, taken: set[str]) -> list[str]:
    codes: list[str] = []
    while len(codes) < number:
        code = tokens.plain_code(4)
        if code not in taken:
            taken.add(code)
            codes.append(code)
    return codes


def _seats(
    series: Series, wanted: Sequence[tuple[int, Arrival]], now: datetime
) -> list[dict[str, object]]:
    """Return the seats that are still to be given, in the order of the list.

    What somebody cancelled stays cancelled.
    """
    meetings = {meeting.id: meeting for meeting in _meetings_of(series.id)}
    has = _seats_given([registration_id for registration_id, _each in wanted])
    free = queries.places(meeting for meeting in meetings.values() if meeting.ends_at > now)
    seats = []
    for registration_id, each in wanted:
        asked = [
            meetings[row_id] for row_id in each.meeting_ids if (registration_id, row_id) not in has
        ]
        for together in _together(series, asked):
            status = _status(series, together, free)
            for meeting in together:
                has.add((registration_id, meeting.id))
                seats.append(_seat(registration_id, meeting, status, each))
    return seats


def _together(series: Series, asked: list[Meeting]) -> list[list[Meeting]]:
    """Return the meetings as they are given: one by one in a rolling series, else all or none."""
    return [[meeting] for meeting in asked] if series.rolling else [asked]


def _status(series: Series, together: Iterable[Meeting], free: dict[int, Places]) -> SeatStatus:
    coming = [meeting.id for meeting in together if meeting.id in free]
    status = seat_status((free[row_id] for row_id in coming), waiting_list=series.waiting_list)
    if status is SeatStatus.CONFIRMED:
        for row_id in coming:
            free[row_id] = free[row_id].and_one()
    return status


def _seat(
    registration_id: int, meeting: Meeting, status: SeatStatus, each: Arrival
) -> dict[str, object]:
    return {
        "registration_id": registration_id,
        "meeting_id": meeting.id,
        "status": status,
        "queued_at": each.registered_at,
    }


def _ids_of_people(series_id: int, person_ids: Sequence[int]) -> dict[int, int]:
    """Return the ids of people's registrations in a series, by person, whatever their state."""
    found: dict[int, int] = {}
    for some in parts(person_ids):
        wanted = select(Registration.person_id, Registration.id).where(
            Registration.series_id == series_id, Registration.person_id.in_(some)
        )
        found |= {held.person_id: held.id for held in db.session.execute(wanted)}
    return found


def _codes_of(series_id: int) -> set[str]:
    """Return the codes that are given in a series."""
    return set(
        db.session.scalars(select(Registration.code).where(Registration.series_id == series_id))
    )


def _meetings_of(series_id: int) -> Sequence[Meeting]:
    """Return every meeting of a series by its number."""
    return db.session.scalars(
        select(Meeting).where(Meeting.series_id == series_id).order_by(Meeting.number)
    ).all()


def _seats_given(registration_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return registration and meeting of every seat of many registrations, cancelled or not."""
    found: set[tuple[int, int]] = set()
    for some in parts(registration_ids):
        pairs = select(Seat.registration_id, Seat.meeting_id).where(Seat.registration_id.in_(some))
        found.update(
            (registration_id, meeting_id)
            for registration_id, meeting_id in db.session.execute(pairs)
        )
    return found
