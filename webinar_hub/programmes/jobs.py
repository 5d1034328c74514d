"""What happens by itself in this room."""

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.programmes.archive import actions as archive
from webinar_hub.programmes.recurrence import actions as recurrence
from webinar_hub.web.runs import Forget, Job, until_done

JOBS = (
    Job(
        "plan_ahead",
        _("Planning the next weeks of series"),
        lambda _worker: until_done(lambda: db.write(recurrence.keep_next, now=clock.now())),
        every=900,
        dated=True,
    ),
    Job(
        "write_words",
        _("Writing down the words of sessions that have none yet"),
        lambda _worker: until_done(lambda: db.write(archive.write_missing)),
        every=3600,
    ),
)
FORGETS: tuple[Forget, ...] = (lambda _now: archive.forget_unused(),)
