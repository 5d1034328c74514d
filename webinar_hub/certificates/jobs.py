"""What happens by itself in this room."""

from webinar_hub.certificates.drawing import actions
from webinar_hub.certificates.statements.actions import revoke_unfounded
from webinar_hub.kit import clock, storage
from webinar_hub.kit.language import _
from webinar_hub.web.runs import Job

JOBS = (
    Job(
        "draw_certificates",
        _("Drawing certificates"),
        lambda worker: actions.draw_due(worker.links, storage.at(worker.settings)),
        every=5,
    ),
    Job(
        "revoke_statements",
        _("Revoking statements of attendance that attendance no longer bears out"),
        lambda _worker: revoke_unfounded(now=clock.now()),
        every=3600,
        dated=True,
    ),
)
