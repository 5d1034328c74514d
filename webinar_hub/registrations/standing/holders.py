"""What a series' people hold of it, to say before an act what it changes for them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import func, select

from webinar_hub.kit.db import db
from webinar_hub.kit.language import ngettext
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.signals import Holders
from webinar_hub.registrations import queries
from webinar_hub.registrations.coming.queries import came_to_venue
from webinar_hub.registrations.models import Registration, Seat, SeatStatus


def held(series: Series, now: datetime) -> Iterable[Holders]:
    """Yield which seats are had, offered or wait, and where more are taken than there are."""
    coming = {each.id: each for each in queries.coming_meetings(series.id, now)}
    seats = select(Seat.id, Seat.status).where(
        Seat.meeting_id.in_(coming), Seat.status != SeatStatus.CANCELLED
    )
    rows = db.session.execute(seats).all()
    for status, say in ((SeatStatus.CONFIRMED, _promoted), (SeatStatus.OFFERED, _offered)):
        yield Holders(frozenset((row[0], int(row[1] is status)) for row in rows), altered=say)
    yield Holders(_in_person(series, now), _come, _stay_online)
    places = queries.places(coming.values())
    crowded = {
        each: held.taken - held.capacity
        for each, held in places.items()
        if held.capacity is not None and held.taken > held.capacity
    }
    yield Holders(frozenset(crowded.items()), _crowded)
    yield Holders(frozenset() if series.rolling else _left_out(coming), _wait_here)


def _in_person(series: Series, now: datetime) -> frozenset[tuple[int, int]]:
    """Return which registrations are to come in person to which meetings.

    Also to cancelled ones: nobody takes part in those online instead.
    """
    placed = select(Seat.registration_id, Seat.meeting_id).join(Seat.meeting)
    placed = placed.where(
        Meeting.series_id == series.id,
        Meeting.ends_at > now,
        Seat.status == SeatStatus.CONFIRMED,
        came_to_venue(),
    )
    return frozenset((row[0], row[1]) for row in db.session.execute(placed))


def _left_out(coming: Collection[int]) -> frozenset[tuple[int, int]]:
    """Return which registrations with a place in their cohort wait in which of its meetings."""
    placed = select(Seat.registration_id).where(Seat.status == SeatStatus.CONFIRMED)
    waits = Seat.meeting_id.in_(coming), Seat.status == SeatStatus.WAITLISTED
    found = select(Seat.registration_id, Seat.meeting_id).where(
        *waits, Seat.registration_id.in_(placed)
    )
    return frozenset((row[0], row[1]) for row in db.session.execute(found))


def _wait_here(number: int) -> str:
    return ngettext(
        "%(num)d person of the cohort gets no place and waits. With more places everybody comes along.",
        "%(num)d people of the cohort get no place and wait. With more places everybody comes along.",
        number,
    ) % {"num": number}


def _come(number: int) -> str:
    return ngettext(
        "%(num)d person is then to come in person.",
        "%(num)d people are then to come in person.",
        number,
    ) % {"num": number}


def _stay_online(number: int) -> str:
    return ngettext(
        "%(num)d person who was to come in person then takes part online.",
        "%(num)d people who were to come in person then take part online.",
        number,
    ) % {"num": number}


def _promoted(number: int) -> str:
    return ngettext(
        "%(num)d place goes to whoever waits longest.",
        "%(num)d places go to those who wait longest.",
        number,
    ) % {"num": number}


def _offered(number: int) -> str:
    return ngettext(
        "%(num)d place is offered to whoever waits longest.",
        "%(num)d places are offered to those who wait longest.",
        number,
    ) % {"num": number}


def _crowded(number: int) -> str:
    return ngettext(
        "%(num)d session has more people than places then. Nobody loses a place; nobody new gets in until there is one.",
        "%(num)d sessions have more people than places then. Nobody loses a place; nobody new gets in until there is one.",
        number,
    ) % {"num": number}


def registered(meeting_ids: Collection[int]) -> int:
    """Return how many people have a place in some meetings or wait for one."""
    seats = select(func.count(Registration.person_id.distinct())).join(
        Seat, Seat.registration_id == Registration.id
    )
    live = Seat.meeting_id.in_(meeting_ids), Seat.status != SeatStatus.CANCELLED
    return db.session.scalar(seats.where(*live)) or 0
