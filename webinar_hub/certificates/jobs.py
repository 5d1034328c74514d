"""What happens by itself in this room."""

from webinar_hub.certificates.assignments import actions as assignments
from webinar_hub.certificates.drawing import actions
from webinar_hub.certificates.statements import actions as statements
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
        lambda _worker: statements.revoke_unfounded(now=clock.now()),
        every=3600,
        dated=True,
    ),
    Job(
        "revoke_assignments",
        _("Revoking letters of assignment whose part in the session is gone"),
        lambda _worker: assignments.revoke_unfounded(now=clock.now()),
        every=3600,
    ),
)
