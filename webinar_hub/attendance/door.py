"""Decide who may go in, and when. Plain values in, nothing or a refusal out."""

from datetime import datetime, timedelta

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.zones import Zone, long_date, three_times

OPENS_BEFORE = timedelta(minutes=30)


class DoorClosed(Refused):
    """The way in is not open: too early, over, cancelled, or not for this seat."""


def may_enter(
    *,
    starts_at: datetime,
    ends_at: datetime,
    home: Zone,
    cancelled: bool,
    confirmed: bool,
    join_link: str,
    now: datetime,
) -> None:
    """Raise DoorClosed, saying why, unless a confirmed seat asks between half an hour before the start and the end."""
    if sentence := _why_not(
        starts_at,
        ends_at,
        home,
        cancelled=cancelled,
        confirmed=confirmed,
        join_link=join_link,
        now=now,
    ):
        raise DoorClosed(sentence)


def _why_not(
    starts_at: datetime,
    ends_at: datetime,
    home: Zone,
    *,
    cancelled: bool,
    confirmed: bool,
    join_link: str,
    now: datetime,
) -> Sentence | None:
    if cancelled:
        return _("This session was cancelled.")
    if not confirmed:
        return _(
            "You are on the waiting list of this session. We write to you as soon as a place is free."
        )
    if now >= ends_at:
        return _("This session is over.")
    if now < starts_at - OPENS_BEFORE:
        return _(
            "The room opens half an hour before the session: %(when)s.",
            when=three_clocks(starts_at - OPENS_BEFORE, home),
        )
    if not join_link:
        return _(
            "The address of the meeting room is not known yet. Please try again in a few minutes."
        )
    return None


def three_clocks(at: datetime, home: Zone) -> str:
    """Return `Kamis, 26 November 2026, 13.30 WIB / 14.30 WITA / 15.30 WIT`, days named where they differ."""
    times = [
        f"{t.starts} {t.zone.short}" + (f" ({t.day})" if t.shift else "")
        for t in three_times(at, at, home)
    ]
    return f"{long_date(at.astimezone(home.info).date())}, {' / '.join(times)}"
