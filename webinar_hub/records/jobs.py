"""What happens by itself in this room."""

from webinar_hub.kit import clock, storage
from webinar_hub.kit.language import _
from webinar_hub.records.upkeep import retention
from webinar_hub.web.runs import Job

JOBS = (
    Job(
        "apply_retention",
        _("Deleting data that was kept long enough"),
        lambda worker: retention.apply(storage.at(worker.settings), now=clock.now()),
        every=86_400,
        dated=True,
    ),
)
