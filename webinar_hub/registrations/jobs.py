"""What happens by itself in this room."""

from datetime import timedelta

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.registrations import personal_links
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.offering import actions as offering
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.web.runs import Forget, Job, Worker, until_done

ANSWERS = {
    "personal link": personal_links.send_to,
    "leaving": standing.leave_as_asked,
    "name": proof.rename_person,
    "home": proof.take_home,
}
FORGETS: tuple[Forget, ...] = (lambda now: proof.forget_sources(now - timedelta(days=1)),)


def _pass_on(_worker: Worker) -> None:
    db.write(offering.keep_time, now=clock.now())
    until_done(lambda: db.write(waiting.let_lapse_next, now=clock.now()))


JOBS = (
    Job(
        "take_in_dates",
        _("Giving places in new dates to whoever registered for every session"),
        lambda _worker: every_date.catch_up(now=clock.now()),
        every=600,
        dated=True,
    ),
    Job(
        "pause_unanswered",
        _("Pausing whoever did not say that they still come"),
        lambda _worker: until_done(
            lambda: db.write(every_date.pause_next_unanswered, now=clock.now())
        ),
        every=60,
        dated=True,
    ),
    Job(
        "let_lapse",
        _("Passing on places that were held for a while"),
        _pass_on,
        every=60,
        dated=True,
    ),
)
