"""Decide what somebody has to be told of their part in a meeting, and how its link is spelled.

The link says which meeting and which person, with its edition, under a key of the installation. It
is never stored, and ends when the edition is raised or the part is taken back.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from webinar_hub.kit import tokens
from webinar_hub.kit.errors import NotFound, Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.links import Links
from webinar_hub.programmes.models import Meeting

News = Literal["cancelled", "released", "named", "changed", "moved", "rehearsed", "unrehearsed"]


def news(
    *,
    was: Collection[str],
    roles: Collection[str],
    cancelled: bool,
    moved: bool,
    rehearsal: News | None = None,
    again: bool = False,
) -> News | None:
    """Return what is new for whoever had some roles and has others now; None: nothing.

    rehearsal: what is new of that. again: where nothing is, they are named once more.
    """
    if not was and not roles:
        return None
    if cancelled:
        return "cancelled" if was else None
    if not roles:
        return "released"
    if not was:
        return "named"
    if set(was) != set(roles):
        return "changed"
    if moved:
        return "moved"
    return rehearsal or ("named" if again else None)


LINK = "part"
"""What the link of somebody's own part is signed for."""

COMES_IN = timedelta(hours=2)
"""How long before its start a meeting's room is shown to whoever has a part in it."""


class NothingToTell(Refused):
    """The session is a draft, was cancelled, is over, or the person has no part in it."""

    sentence = _("Nothing can be sent: the session is a draft, was cancelled or is over.")


class UnknownPart(NotFound):
    """The link is none of ours, was replaced, or the part was taken back."""

    sentence = _(
        "This link opens nothing any more: your part was taken back, or you were sent a newer link. Ask the secretariat."
    )


class PartGone(Refused):
    """Somebody has no part in the session any more."""

    sentence = _("Somebody else changed this meanwhile: look who speaks and who leads.")


class NobodyDropsOut(Refused):
    """The session was cancelled or is over, so that nobody is awaited in it."""

    sentence = _("This session was cancelled or is over: nobody drops out of it any more.")


class NobodyElse(Refused):
    """Who should come instead is who drops out."""

    sentence = _("This is who drops out. Choose somebody else.")


def key_of(meeting_key: str, person_key: str) -> str:
    """Return what stands for somebody's part in a meeting, in its link and in the journal."""
    return f"{meeting_key}{person_key}"


def parted(key: str) -> tuple[str, str]:
    """Return the meeting's key and the person's."""
    return key[: len(key) // 2], key[len(key) // 2 :]


def address(links: Links, key: str, edition: int) -> str:
    """Return the address of the page of somebody's own part."""
    return links.capability("speaking.own", LINK, tokens.edition(key, edition))


def awaited(meeting: Meeting, now: datetime) -> bool:
    """Say whether people are awaited in a meeting: it was not cancelled and is not over."""
    return meeting.cancelled_at is None and now < meeting.ends_at


def lets_in(meeting: Meeting, now: datetime) -> bool:
    """Say whether the room of a meeting is shown to whoever has a part in it."""
    ready = meeting.join_link and meeting.cancelled_at is None
    return bool(ready) and meeting.starts_at - COMES_IN <= now < meeting.ends_at
