"""Decide until when a registration can be left, and when people are told of a change."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class TooLateToLeave(Refused):
    """The meeting is over: what happened cannot be undone."""

    sentence = _("This session is over, so the registration can no longer be cancelled.")


HELD = timedelta(minutes=10)
"""How long a letter about a change waits for the next change."""

_URGENT = timedelta(hours=24)


def told_at(starts: Iterable[datetime], now: datetime) -> datetime:
    """Return when people are told of meetings that begin then: at once where one begins soon."""
    return now if any(each - now < _URGENT for each in starts) else now + HELD
