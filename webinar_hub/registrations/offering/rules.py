"""Decide until when an offered place waits for an answer. Plain values in, a moment out."""

from datetime import UTC, datetime, timedelta

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.zones import Zone
from webinar_hub.registrations.reminding.rules import QUIET_FROM, QUIET_UNTIL

_DAY = timedelta(days=1)


class OfferOver(Refused):
    """Nobody offers this place any more."""

    sentence = _(
        "This offer is over: its time has passed, or the place was given back. You may register again; you wait at the end of the line then."
    )


def after_waking_hours(since: datetime, hours: int, where: Zone) -> datetime:
    """Return when so many hours have passed in which nobody sleeps; where is the reader's zone."""
    left = timedelta(hours=hours)
    at = since.astimezone(where.info)
    while True:
        morning = at.replace(hour=QUIET_UNTIL, minute=0, second=0, microsecond=0)
        evening = at.replace(hour=QUIET_FROM, minute=0, second=0, microsecond=0)
        at = max(at, morning)
        if at + left <= evening:
            return (at + left).astimezone(UTC)
        left -= max(evening - at, timedelta())
        at = morning + _DAY
