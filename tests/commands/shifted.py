"""Run a command of the hub under a wall clock that is off by as many seconds as a file says.

`python -m tests.commands.shifted FILE worker`.

Only the clock is false, for the hub and for its scheduler; monotonic time is left alone, as where
somebody sets the clock.
"""

import sys
import time
from datetime import datetime, tzinfo
from pathlib import Path

from apscheduler.schedulers import base

from webinar_hub import cli
from webinar_hub.kit import clock


class Shifted(datetime):
    """A datetime whose present moment is shifted."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """Return the present moment, shifted."""
        return datetime.fromtimestamp(time.time() + float(Path(sys.argv[1]).read_text() or 0), tz)


if __name__ == "__main__":
    for module in (clock, base):
        module.__dict__["datetime"] = Shifted
    sys.exit(cli.main(sys.argv[2:]))
