"""What happens by itself in this room."""

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.reports import actions
from webinar_hub.web.runs import Job, until_done


def count_disability() -> None:
    """Keep the counts of disability of the sessions that are over, one after the other."""
    until_done(lambda: db.write(actions.count_disability, now=clock.now()))


JOBS = (
    Job(
        "count_disability",
        _("Counting disabilities after a session"),
        lambda _worker: count_disability(),
        every=300,
    ),
    Job(
        "count_reach",
        _("Counting how far the network reaches"),
        lambda _worker: db.write(actions.count_reach, now=clock.now()),
        every=86_400,
        dated=True,
    ),
)
