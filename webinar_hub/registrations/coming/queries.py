"""Look up how many come in person."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from webinar_hub.kit import making
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Seat, SeatStatus
from webinar_hub.registrations.rules import Places


def at_venue() -> ColumnElement[bool]:
    """Return the condition that keeps the live seats of whoever comes: each holds a place there.

    Also who waits for the session itself: whoever gets in later comes, as was promised.
    """
    return and_(Seat.at_venue, Seat.status != SeatStatus.CANCELLED)


def came_to_venue() -> ColumnElement[bool]:
    """Return the condition that keeps seats from which one came to where the meeting was.

    What the platform reports says nothing of them.
    """
    return and_(Meeting.venue != "", or_(Meeting.venue_only, Seat.at_venue))


def places(meetings: Iterable[Meeting]) -> dict[int, Places]:
    """Return the places at the venue of each meeting where one may come or stay online.

    Exact inside a transaction that has locked the series.
    """
    return _places({each.id: each.venue_places for each in meetings if each.either})


def _places(limits: Mapping[int, int | None]) -> dict[int, Places]:
    limited = [row_id for row_id, most in limits.items() if most is not None]
    taken: dict[int, int] = {}
    if limited:
        rows = db.session.execute(db.prepared(_places_taken), {"wanted": limited})
        taken = dict(rows.all())
    return {row_id: Places(most, taken.get(row_id, 0)) for row_id, most in limits.items()}


def _places_taken() -> Select[int, int]:
    wanted = Seat.meeting_id.in_(bindparam("wanted", expanding=True))
    counted = select(Seat.meeting_id, func.count()).where(wanted, at_venue())
    return counted.group_by(Seat.meeting_id)


def full(meetings: Iterable[Meeting]) -> bool:
    """Say whether there is no place at the venue of one of these meetings."""
    limits = {each.id: each.venue_places for each in meetings if each.either}
    limited = {row_id: most for row_id, most in limits.items() if most is not None}
    if not limited:
        return False

    def ask() -> bool:
        return not all(each.free for each in _places(limited).values())

    return making.shown_of(Seat, limited, ask)
