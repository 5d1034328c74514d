"""A wall clock that is off by as many seconds as a file says, for a command of the hub.

Only the clock is false, for the hub and for its scheduler; monotonic time is left alone, as where
somebody sets the clock.
"""

import time
from datetime import datetime, tzinfo
from pathlib import Path

from apscheduler.schedulers import base

from webinar_hub.kit import clock


def shift(file: Path) -> None:
    """Let the present process go by a clock that is off by what the file says at each moment."""

    class Shifted(datetime):
        """A datetime whose present moment is shifted."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            """Return the present moment, shifted."""
            return datetime.fromtimestamp(time.time() + float(file.read_text() or 0), tz)

    for module in (clock, base):
        module.__dict__["datetime"] = Shifted
