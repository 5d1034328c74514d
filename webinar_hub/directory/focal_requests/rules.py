"""Decide whether a request to stand for an organisation still counts."""

from datetime import datetime, timedelta

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

REQUEST_LASTS = timedelta(days=7)
"""How long the link of a request to stand for an organisation can be opened."""

FOCAL_LASTS = timedelta(days=730)
"""How long somebody who asked stands for an organisation before somebody looks again."""


class RequestSpent(Refused):
    """The request was settled, or its link is too old."""

    status = 410
    sentence = _(
        "This request was answered already, or its link is older than 7 days. Ask again on the organisation's page."
    )


class AlreadyFocal(Refused):
    """Whoever asks stands for the organisation already."""

    sentence = _("This person stands for the organisation already.")


class RefusedWithoutReason(Refused):
    """A request is refused without a reason."""

    sentence = _("Please write a reason: whoever asked reads it.")


def may_confirm(*, made_at: datetime, settled_at: datetime | None, now: datetime) -> None:
    """Raise RequestSpent unless the link of a request still counts."""
    if settled_at is not None or now >= made_at + REQUEST_LASTS:
        raise RequestSpent
