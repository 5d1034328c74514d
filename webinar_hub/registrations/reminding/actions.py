"""Remind people, and take back what was not sent yet. Each runs inside db.write."""

from collections.abc import Iterable
from datetime import datetime

from webinar_hub.history.actions import change
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import drop_overtaken
from webinar_hub.programmes.models import Series
from webinar_hub.registrations.letters import drop_of
from webinar_hub.registrations.reminding import letters, queries

_AT_ONCE = 10
"""As many letters as one transaction writes, some 50 ms on SQLite: others wait meanwhile."""


def remind_some(*, now: datetime) -> int:
    """Write the reminders of the next few places whose time has come; return how many.

    The latest alone: what is still to be sent of an earlier one has no use beside it. A letter to
    somebody who did not say that the form was theirs is limited as those are that a form causes.
    """
    reminded = queries.to_remind(queries.dues(now), limit=_AT_ONCE)
    for each in reminded:
        registration, meeting = each.seat.registration, each.seat.meeting
        drop_of([(registration, meeting)], [letters.REMINDER], now=now)
        letters.reminder(
            registration,
            meeting,
            zone=each.due.zone,
            due=each.due.at,
            at_venue=each.seat.at_venue,
            limited=each.unproved,
            now=now,
        )
        each.seat.told_at = now
    db.session.flush()
    return len(reminded)


def drop_begun(*, now: datetime) -> int:
    """Drop the reminders of what has begun that still wait, at the desk too; return how many."""
    return drop_overtaken([letters.REMINDER], now=now)


def change_reminders(
    series: Series, *, reminders: Iterable[int], by: Actor, now: datetime
) -> Series:
    """Say how many hours before its meetings the people of a series are reminded."""
    series = db.lock(Series, series.id)
    wanted = sorted(set(reminders), reverse=True)
    change(by, "changed", series, {"reminders": wanted}, now=now)
    return series
