"""What happens by itself in this room."""

from datetime import timedelta

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.web import acting, asked, limits
from webinar_hub.web.runs import PASSING_KEPT, Forget, Job, forgets, until_done


def answer_asked() -> None:
    """Answer what visitors asked for, one after the other."""
    until_done(lambda: db.write(asked.answer_next, now=clock.now()))


def forget_old() -> None:
    """Delete what nobody needs any more, room by room."""
    now = clock.now()
    for forget in forgets:
        db.write(forget, now)
    db.empty_log()


FORGETS: tuple[Forget, ...] = (
    lambda now: limits.forget(now - timedelta(days=2)),
    lambda now: acting.forget(now - PASSING_KEPT),
)
JOBS = (
    Job(
        "answer_asked",
        _("Answering who asked for a link"),
        lambda _worker: answer_asked(),
        every=1,
    ),
    Job(
        "forget_old",
        _("Deleting what nobody needs any more"),
        lambda _worker: forget_old(),
        every=86_400,
        dated=True,
    ),
)
