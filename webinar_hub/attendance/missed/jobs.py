"""What asks by itself whether people still come."""

from webinar_hub.attendance.missed import queries
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.registrations.every_date import actions
from webinar_hub.web.runs import Job, Worker


def ask_whoever_missed(_worker: Worker) -> None:
    """Ask whoever missed the last dates whether they still come, each in a transaction."""
    for every in queries.to_ask(clock.now()):
        db.write(actions.ask_whether_still_coming, every.id, now=clock.now())


JOBS = (
    Job(
        "ask_whoever_missed",
        _("Asking whoever missed four sessions whether they still come"),
        ask_whoever_missed,
        every=3600,
        dated=True,
    ),
)
