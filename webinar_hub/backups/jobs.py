"""What happens by itself in this room."""

import logging

from webinar_hub.backups import nightly
from webinar_hub.backups.contents import Stopped
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.language import _
from webinar_hub.web.runs import Job

_log = logging.getLogger("webinar_hub.backups")


def make_backup(settings: Settings) -> None:
    """Make the night's backup; what is in its way stands in the log, and `doctor` says it."""
    try:
        nightly.make(settings, now=clock.now())
    except Stopped as problem:
        _log.warning("there is no backup of this night yet: %s", problem)


JOBS = (
    Job(
        "make_backup",
        _("Making the nightly backup"),
        lambda worker: make_backup(worker.settings),
        every=3600,
    ),
)
