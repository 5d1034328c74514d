"""Say where a series is streamed. Runs inside db.write."""

from datetime import datetime

from webinar_hub.history.actions import change
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import Series


def stream(
    series: Series, *, stream_link: str, stream_beside: bool, by: Actor, now: datetime
) -> Series:
    """Say where a series is streamed, and whether beside the room always or where it is full.

    Raises BadLink.
    """
    facts = {"stream_link": rules.join_link(stream_link), "stream_beside": stream_beside}
    locked = db.lock(Series, series.id)
    change(by, "changed", locked, facts, now=now)
    return locked
