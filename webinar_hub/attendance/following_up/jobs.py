"""What follows a session by itself."""

from webinar_hub.attendance.following_up import actions
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.web.runs import Job, Worker, until_done


def _follow_up(_worker: Worker) -> None:
    until_done(lambda: db.write(actions.follow_up_some, now=clock.now()))
    db.write(actions.drop_useless, now=clock.now())


JOBS = (
    Job(
        "follow_up",
        _("Writing to people after a session"),
        _follow_up,
        every=60,
        dated=True,
    ),
)
