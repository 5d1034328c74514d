"""What the directory writes to whoever asks to stand for an organisation."""

from datetime import datetime
from typing import Any

from webinar_hub.directory.models import FocalRequest
from webinar_hub.kit.language import _
from webinar_hub.messages.actions import post
from webinar_hub.messages.kinds import Kind
from webinar_hub.messages.models import Lane, Letter
from webinar_hub.messages.secrets import opening

LINK = "focal-request"
"""What the link that confirms a request is signed for."""

CONFIRM = "directory/focal_confirm"
ACCEPTED = "directory/focal_accepted"
REFUSED = "directory/focal_refused"
KINDS = (
    Kind(
        CONFIRM,
        _("Focal person: confirm the request"),
        Lane.CHANGES,
        service=True,
        secrets={"focal_link": opening("directory.confirm", LINK, "focal_request")},
    ),
    Kind(ACCEPTED, _("Focal person: accepted"), Lane.REST, service=True),
    Kind(REFUSED, _("Focal person: refused"), Lane.REST, service=True),
)


def subject_of(request: FocalRequest) -> str:
    """Return the name under which letters about a request are kept."""
    return f"focal_request:{request.key}"


def confirm(request: FocalRequest, *, until: datetime, now: datetime) -> Letter:
    """Write the link that shows that the address is theirs."""
    return _post(
        CONFIRM,
        request,
        {"focal_request": request.key, "until": until.isoformat()},
        now,
    )


def accepted(request: FocalRequest, *, now: datetime) -> Letter:
    """Write that they stand for the organisation from now on, and where to sign in."""
    return _post(ACCEPTED, request, {"sign_in_address": request.email}, now)


def refused(request: FocalRequest, reason: str, *, now: datetime) -> Letter:
    """Write that the request was refused, and why."""
    return _post(REFUSED, request, {"reason": reason}, now)


def _post(kind: str, request: FocalRequest, facts: dict[str, Any], now: datetime) -> Letter:
    organisation = request.organisation
    return post(
        kind,
        subject=subject_of(request),
        person=request.person,
        address=request.email,
        facts={"title": organisation.name, "organisation": organisation.key, **facts},
        due=now,
        language=request.language,
        now=now,
    )
