"""What sessions have so that more people can take part, beside how many said that they need it.

Counts alone: who needs what, only an inclusion officer reads. What is taken away from sessions is
theirs to answer once more.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, distinct, func, or_, select, update

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.counts import small
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.provisions import actions, queries, rules
from webinar_hub.programmes.provisions.actions import Provided
from webinar_hub.programmes.provisions.models import Provision
from webinar_hub.registrations.models import AccessNeed, Registration, Seat, SeatStatus

OTHER = "other"


def needed(meetings: Iterable[Meeting]) -> dict[int, dict[str, int | None]]:
    """Return how many of each meeting said that they need what, by its id; None for 1 to 4.

    Those with a place and those who wait for one count, and forms that nobody confirmed yet.
    """
    ids = [each.id for each in meetings]
    if not ids:
        return {}
    asked = {**{kind.value: _asks([kind]) for kind in rules.SAME}, OTHER: AccessNeed.other != ""}
    counted = (
        func.count(distinct(case((named, AccessNeed.registration_id)))) for named in asked.values()
    )
    rows = db.session.execute(
        _concerned(ids).with_only_columns(Seat.meeting_id, *counted).group_by(Seat.meeting_id)
    )
    found = {row[0]: row[1:] for row in rows}
    none = (0,) * len(asked)
    return {
        meeting_id: {
            name: None if small(count) else count
            for name, count in zip(asked, found.get(meeting_id, none), strict=True)
        }
        for meeting_id in ids
    }


def choose(
    meeting: Meeting, wanted: Provided, *, version: int, by: Actor, now: datetime
) -> Meeting:
    """Say what a session has; raises what `provisions.actions.choose` raises."""
    gone = _taken_away(meeting, wanted)
    chosen = actions.choose(meeting, wanted, version=version, by=by, now=now)
    _ask_again([meeting], gone)
    return chosen


def choose_for_series(
    series: Series, wanted: Provided, *, version: int, by: Actor, now: datetime
) -> Series:
    """Say what each session of a series has; raises what the action below raises."""
    gone, following = _taken_away(series, wanted), queries.following(series, now)
    chosen = actions.choose_for_series(series, wanted, version=version, by=by, now=now)
    _ask_again(following, gone)
    return chosen


def missing(thing: Meeting | Series, wanted: Provided, now: datetime) -> int:
    """Return how many people said that they need what would be taken away."""
    meetings = [thing] if isinstance(thing, Meeting) else queries.following(thing, now)
    gone = _taken_away(thing, wanted)
    if not gone or not meetings:
        return 0
    people = func.count(distinct(AccessNeed.registration_id))
    found = _concerned([each.id for each in meetings]).with_only_columns(people)
    return db.session.scalar(found.where(_asks(gone))) or 0


def _taken_away(thing: Meeting | Series, wanted: Provided) -> list[Provision]:
    had = thing.provided if isinstance(thing, Meeting) else thing.provisions
    return [kind for kind in rules.SAME if kind in had and kind not in wanted]


def _asks(kinds: Iterable[Provision]) -> ColumnElement[bool]:
    return or_(*(getattr(AccessNeed, kind.value) for kind in kinds))


def _concerned(ids: Collection[int]) -> Select[AccessNeed]:
    """Return the select of the needs of whoever has a place in meetings or waits for one."""
    return (
        select(AccessNeed)
        .join(Registration, Registration.id == AccessNeed.registration_id)
        .join(Seat, Seat.registration_id == Registration.id)
        .where(Seat.meeting_id.in_(ids), Seat.status != SeatStatus.CANCELLED, Registration.stands)
    )


def _ask_again(meetings: Sequence[Meeting], gone: Collection[Provision]) -> None:
    """Let what was answered wait for an answer again, where that may hold no longer."""
    if not gone or not meetings:
        return
    theirs = _concerned([each.id for each in meetings]).with_only_columns(AccessNeed.id)
    db.session.execute(
        update(AccessNeed)
        .where(AccessNeed.id.in_(theirs.where(_asks(gone))), AccessNeed.answered_at.is_not(None))
        .values(answered_at=None)
        .execution_options(synchronize_session="fetch")
    )
