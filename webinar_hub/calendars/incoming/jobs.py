"""What happens by itself with members' calendars."""

from datetime import timedelta

from webinar_hub.calendars.incoming import actions
from webinar_hub.calendars.incoming.asking import ask_next
from webinar_hub.calendars.incoming.fetching import Way
from webinar_hub.kit.language import _
from webinar_hub.web.runs import Forget, Job, Worker, until_done

_KEPT = timedelta(days=90)


def _fetch(_worker: Worker) -> None:
    way = Way()
    until_done(lambda: ask_next(way))


FORGETS: tuple[Forget, ...] = (lambda now: actions.forget(before=now - _KEPT),)
JOBS = (
    Job(
        "fetch_calendars",
        _("Fetching the calendars of members"),
        _fetch,
        every=60,
        dated=True,
    ),
)
