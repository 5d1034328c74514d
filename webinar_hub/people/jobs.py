"""What happens by itself in this room."""

from datetime import timedelta

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.people import duplicates
from webinar_hub.web.runs import Job, until_done

_ANEW_AFTER = timedelta(days=30)
"""Everybody is compared once a month, whether anything of them changed or not."""

JOBS = (
    Job(
        "find_duplicates",
        _("Looking for people who may be one"),
        lambda _worker: until_done(lambda: duplicates.compare_due(now=clock.now())),
        every=60,
    ),
    Job(
        "compare_again",
        _("Comparing all people anew"),
        lambda _worker: db.write(duplicates.compare_again, before=clock.now() - _ANEW_AFTER),
        every=86_400,
        dated=True,
    ),
)
