"""Decide what a programme may look like. Plain values in, an answer or a refusal out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.programmes.models import Meeting, Programme, Series, State

KEPT_MONTHS_CHOICES = (6, 12, 24, 36, 60)
"""How long participants may be kept after their last session."""


LISTED = frozenset({State.PUBLISHED})
"""What stands in public lists, feeds and searches."""

AT_ADDRESS = LISTED | {State.UNLISTED}
"""What opens for whoever has its address."""

FOR_MEMBERS = AT_ADDRESS | {State.MEMBERS}
"""What opens for people of the organisations in the owner's networks."""


def strictest(*states: State) -> State:
    """Return the strictest of the states of a programme, its series and its session."""
    return max(states, key=list(State).index)


def state_of(thing: Programme | Series | Meeting) -> State:
    """Return the state that counts for something, with what it stands in."""
    if isinstance(thing, Meeting):
        return strictest(thing.state, state_of(thing.series))
    return (
        strictest(thing.state, thing.programme.state) if isinstance(thing, Series) else thing.state
    )


def offered(meeting: Meeting) -> bool:
    """Say whether a date is offered to everybody who opens its series.

    A cohort is joined with each date that has an address; of a rolling series those are listed that
    everybody sees.
    """
    states = LISTED if meeting.series.rolling else AT_ADDRESS
    return state_of(meeting.series) in AT_ADDRESS and meeting.state in states


class BadLink(Refused):
    """The room's address is not a web address."""

    sentence = _("Write the whole address of the room, beginning with https://")


class NameTaken(Refused):
    """Another programme has this name."""

    sentence = _("Another programme has this name already.")


class NotOwner(Refused):
    """The organisation is no secretariat, or not one in the actor's scope."""

    sentence = _("Choose a secretariat that you answer for.")


class MeetingCancelled(Refused):
    """A cancelled meeting cannot be changed."""

    sentence = _(
        "This session was cancelled, so it can no longer be changed. Plan a new one instead."
    )


class ReasonMissing(Refused):
    """A cancellation without a word to the participants."""

    sentence = _("Write in a few words why. The participants read it.")


class TooManyRequired(Refused):
    """More meetings would be required than there are."""

    sentence = _("The certificate cannot ask for more sessions than there are dates.")


class Conflict(Refused):
    """Somebody else changed the meeting while this form was open."""

    status = 409
    sentence = _(
        "Somebody else changed this session while you were writing. Nothing was overwritten: compare, then save once more."
    )


class ProgrammeChanged(Refused):
    """Somebody else changed the programme while this form was open."""

    status = 409
    sentence = _(
        "Somebody else changed this programme while you were writing. Nothing was overwritten: open it again, then save once more."
    )


class ContactIncomplete(Refused):
    """A safeguarding contact without a name, or without a way to reach them."""

    sentence = _("Write a name and at least one way to reach them, or leave all three empty.")


def whole_contact(name: str, phone: str, email: str) -> None:
    """Raise ContactIncomplete unless there is a name and a way to reach it, or nothing."""
    if bool(name) != bool(phone or email):
        raise ContactIncomplete


def may_require(required: int | None, dates: Sequence[object]) -> None:
    """Raise TooManyRequired when a certificate would ask for more meetings than are planned."""
    if required is not None and required > len(dates):
        raise TooManyRequired


def join_link(typed: str) -> str:
    """Return the address of a platform's room, "" for none; raise BadLink."""
    if not typed:
        return ""
    try:
        parts = urlsplit(typed)
        host = parts.hostname
    except ValueError:
        raise BadLink from None
    if parts.scheme not in ("http", "https") or not host or not re.fullmatch(r"\S+", typed):
        raise BadLink
    return typed


def platform(join_link: str) -> str | Sentence:
    """Return what people call the place that the address of a room leads to."""
    host = urlsplit(join_link).hostname or ""
    if "zoom" in host.split("."):
        return "Zoom"
    if host == "meet.google.com":
        return "Google Meet"
    if host.startswith("teams."):
        return "Microsoft Teams"
    return _("the meeting room")


def kept_since(months: int, now: datetime) -> datetime:
    """Return the moment after which a last session has to lie to be kept.

    A month is a twelfth of 365 days.
    """
    return now - timedelta(days=months * 365 / 12)


def by_next_date(
    programmes: Iterable[Programme], next_dates: Mapping[int, datetime]
) -> list[Programme]:
    """Return programmes by their next date, the soonest first; then those without one."""
    listed = list(programmes)
    dated = [each for each in listed if each.id in next_dates]
    return sorted(dated, key=lambda each: next_dates[each.id]) + [
        each for each in listed if each.id not in next_dates
    ]


def from_today(meetings: Sequence[Meeting], now: datetime) -> list[Meeting]:
    """Return meetings by date, today's and those to come first.

    Then those over, the latest first.
    """
    over = [meeting for meeting in meetings if meeting.ends_at <= now]
    return [meeting for meeting in meetings if meeting.ends_at > now] + over[::-1]
