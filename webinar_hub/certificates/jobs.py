"""What happens by itself in this room."""

from webinar_hub.certificates.drawing import actions
from webinar_hub.kit import storage
from webinar_hub.kit.language import _
from webinar_hub.web.runs import Job

JOBS = (
    Job(
        "draw_certificates",
        _("Drawing certificates"),
        lambda worker: actions.draw_due(worker.links, storage.at(worker.settings)),
        every=5,
    ),
)
