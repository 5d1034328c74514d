"""Decide when a statement that somebody was present may be given. Plain values in."""

from datetime import datetime

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class NothingToState(Refused):
    """The session was cancelled, or is not over."""

    sentence = _("A statement of attendance is given once a session that took place is over.")


class NotPresent(Refused):
    """Attendance does not show somebody as present, or what they were given was taken back."""

    sentence = _(
        "There is no statement to give: attendance does not show this person as present, or theirs was revoked."
    )


def refuse_until_over(ends: datetime, cancelled: datetime | None, now: datetime) -> None:
    """Raise NothingToState while a session is not over, or where it was cancelled."""
    if cancelled is not None or ends > now:
        raise NothingToState
