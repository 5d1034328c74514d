"""What reminds people by itself."""

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.registrations.reminding import actions
from webinar_hub.web.runs import Job, Worker, until_done


def _remind(_worker: Worker) -> None:
    until_done(lambda: db.write(actions.remind_some, now=clock.now()))
    db.write(actions.drop_begun, now=clock.now())


JOBS = (Job("remind_people", _("Reminding people of sessions"), _remind, every=60, dated=True),)
