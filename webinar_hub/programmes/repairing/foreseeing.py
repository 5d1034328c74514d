"""Say what an act on a series would change for people, by doing it and taking it back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from webinar_hub.kit import zones
from webinar_hub.kit.db import db
from webinar_hub.kit.language import Sentence, _, ngettext
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.rules import OPEN
from webinar_hub.programmes import signals
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning.rules import Hours
from webinar_hub.programmes.recurrence import clashes, holidays
from webinar_hub.programmes.recurrence import queries as recurrence
from webinar_hub.programmes.repairing.actions import registered_in
from webinar_hub.programmes.repairing.rules import date_warning
from webinar_hub.programmes.signals import Holders


def foreseen(
    series: Iterable[Series],
    act: Callable[[], object],
    *,
    warnings: Iterable[Sentence | str | None] = (),
    now: datetime,
) -> list[str]:
    """Return in sentences what an act on some series would change for their people.

    Warnings stand first. Raises what the act raises.
    """
    ids = [each.id for each in series]

    def both() -> list[str]:
        held = [db.session.get_one(Series, each) for each in ids]
        # What goes out anyway only says something else; what waits at the desk is handed over anew.
        going = set(db.session.scalars(select(Letter.id).where(Letter.state.in_(OPEN))))
        before = [_holders(each, now) for each in held]
        act()
        db.session.flush()
        after = [_holders(each, now) for each in held]
        written = select(Letter.id).where(
            Letter.act == db.acts[-1], Letter.state != LetterState.DROPPED
        )
        return [
            *_differences(before, after),
            *_letters(len(set(db.session.scalars(written)) - going)),
        ]

    return [*(str(each) for each in warnings if each), *db.rehearse(both)]


def foreseen_date(
    act: Callable[[], object],
    series: Series,
    hours: Hours,
    *,
    was: Meeting | None,
    now: datetime,
) -> list[str]:
    """Return the same of a new or changed date; what stands against it anew is warned of."""
    before = Hours(was.starts_at, was.ends_at) if was else None
    against = [
        *holidays.added(hours, (was or series).home, before=before),
        *clashes.added([(hours, before)])[0],
    ]
    moved = before is None or before.starts_at != hours.starts_at
    past = date_warning(hours.starts_at, now) if moved else None
    return foreseen([series], act, warnings=[past, *(each.word for each in against)], now=now)


def foreseen_end(
    act: Callable[[], object], series: Series, last: Meeting | None, *, now: datetime
) -> list[str]:
    """Return the same of ending a series with one of its sessions, or with none."""
    stops = None if series.ended else _("No more dates are planned.")
    said = _called_off(recurrence.after(series, last, now))
    return foreseen([series], act, warnings=[stops, *said], now=now)


def _called_off(meetings: Sequence[Meeting]) -> list[str]:
    """Say how many sessions are cancelled, from when to when, and how many people are in them."""
    if not meetings:
        return []
    said = [
        ngettext(
            "%(num)d session is cancelled: %(days)s.",
            "%(num)d sessions are cancelled: %(days)s.",
            len(meetings),
        )
        % {"num": len(meetings), "days": zones.days(meetings[0].day, meetings[-1].day)}
    ]
    if people := registered_in(meetings):
        said.append(
            ngettext(
                "%(num)d person has a place there or waits for one.",
                "%(num)d people have a place there or wait for one.",
                people,
            )
            % {"num": people}
        )
    return said


def _holders(series: Series, now: datetime) -> list[Holders]:
    return [held for ask in signals.holders for held in ask(series, now)]


def _differences(before: Sequence[list[Holders]], after: Sequence[list[Holders]]) -> list[str]:
    said: dict[Callable[[int], str], set[int]] = defaultdict(set)
    for was, comes in zip(before, after, strict=True):
        for old, new in zip(was, comes, strict=True):
            more, fewer = _people(new.pairs - old.pairs), _people(old.pairs - new.pairs)
            for say, people in (
                (new.gained, more),
                (new.lost, fewer),
                (new.altered, more & _people(old.pairs)),
            ):
                if say is not None:
                    said[say] |= people
    return [say(len(people)) for say, people in said.items() if people]


def _people(pairs: Iterable[tuple[int, int]]) -> set[int]:
    return {who for who, _what in pairs}


def _letters(number: int) -> list[str]:
    if not number:
        return []
    return [
        ngettext("%(num)d message goes out.", "%(num)d messages go out.", number) % {"num": number}
    ]
