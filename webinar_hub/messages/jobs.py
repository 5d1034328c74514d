"""What happens by itself in this room: each lane of the outbox has a sender."""

from collections.abc import Callable

from webinar_hub.kit.language import _
from webinar_hub.messages import sender
from webinar_hub.messages.models import Lane
from webinar_hub.messages.returned import actions as returning
from webinar_hub.messages.returned import collecting
from webinar_hub.web.runs import Forget, Job, Worker


def _send(lane: Lane) -> Callable[[Worker], None]:
    return lambda worker: sender.send_due(lane, worker.settings, worker.links)


FORGETS: tuple[Forget, ...] = (returning.forget,)
JOBS = (
    Job(
        "send_keys",
        _("Sending sign-in links and codes"),
        _send(Lane.KEYS),
        every=2,
        at_once=2,
    ),
    Job(
        "send_changes",
        _("Sending confirmations, changes and reminders"),
        _send(Lane.CHANGES),
        every=2,
        at_once=3,
        dated=True,
    ),
    Job(
        "read_reports",
        _("Reading which messages came back"),
        lambda worker: collecting.collect(worker.settings, worker.links),
        every=300,
    ),
    Job(
        "send_the_rest",
        _("Sending every other message"),
        _send(Lane.REST),
        every=2,
        dated=True,
    ),
)
