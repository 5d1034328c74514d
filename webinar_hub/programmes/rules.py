"""Decide what a programme may look like. Plain values in, an answer or a refusal out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from webinar_hub.kit import zones
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.programmes.models import Meeting, Programme

WEEKS_AT_MOST = 52
DATES_AT_MOST = 12
KEPT_MONTHS_CHOICES = (6, 12, 24, 36, 60)
"""How long participants may be kept after their last session."""
OVERNIGHT_AT_MOST = timedelta(hours=6)
"""A meeting that ends at an earlier hour than it starts ends on the next day, if it is no longer than this."""


class EndsBeforeStart(Refused):
    """A meeting would end before it starts, or last longer than any does."""

    sentence = _("The end must be later than the start: a session lasts a few hours.")


class NoDates(Refused):
    """A cohort without a date."""

    sentence = _("Write at least one date.")


class SameDate(Refused):
    """A date stands twice."""

    sentence = _("A date stands twice. Each session needs its own.")


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


class NoReceiver(Refused):
    """Whoever is to receive a programme is no other secretariat."""

    sentence = _("Choose another secretariat.")


class AlreadyOffered(Refused):
    """The programme, or a series of it, is offered to somebody already."""

    sentence = _(
        "An offer of this programme is open already. Take it back first, under “Offered programmes”."
    )


class HandoverSettled(Refused):
    """The offer was accepted, declined or withdrawn meanwhile."""

    sentence = _("This offer is settled already.")


class NoProgramme(Refused):
    """A series is to go into a programme that is not the receiver's."""

    sentence = _(
        "Choose one of your programmes for this series; start one first where you have none."
    )


class StillDraft(Refused):
    """A series that everybody sees would go into a draft, and disappear."""

    sentence = _("Publish that programme first, so that the addresses of the sessions stay open.")


class ContactIncomplete(Refused):
    """A safeguarding contact without a name, or without a way to reach them."""

    sentence = _("Write a name and at least one way to reach them, or leave all three empty.")


@dataclass(frozen=True)
class Hours:
    """When a meeting takes place: two aware moments."""

    starts_at: datetime
    ends_at: datetime


def hours(day: date, starts: time, ends: time, where: zones.Zone) -> Hours:
    """Return the moments of wall-clock hours on a day in a zone, the end past midnight if need be; raise EndsBeforeStart."""
    begin = zones.at_local(day, starts.hour, starts.minute, where)
    end = zones.at_local(day, ends.hour, ends.minute, where)
    if end <= begin:
        end += timedelta(days=1)
        if end - begin > OVERNIGHT_AT_MOST:
            raise EndsBeforeStart
    return Hours(begin, end)


def weekly(first: date, weeks: int) -> list[date]:
    """Return the dates of so many weeks, the first included."""
    return [first + timedelta(weeks=week) for week in range(weeks)]


def cohort_dates(typed: Iterable[date | None]) -> list[date]:
    """Return the dates of a cohort in order, empty ones left out; raise NoDates or SameDate."""
    dates = sorted(day for day in typed if day is not None)
    if not dates:
        raise NoDates
    if len(set(dates)) < len(dates):
        raise SameDate
    return dates


def whole_contact(name: str, phone: str, email: str) -> None:
    """Raise ContactIncomplete unless there is a name with a number or an address, or nothing at all."""
    if bool(name) != bool(phone or email):
        raise ContactIncomplete


def may_require(required: int | None, dates: Sequence[object]) -> None:
    """Raise TooManyRequired when a certificate would ask for more meetings than are planned."""
    if required is not None and required > len(dates):
        raise TooManyRequired


def join_link(typed: str) -> str:
    """Return the address of a platform's room, "" for none; raise BadLink for anything that is not http or https."""
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


def kept_since(months: int, now: datetime) -> datetime:
    """Return the moment after which somebody's last session has to lie, so that they are still kept; a month is a twelfth of 365 days."""
    return now - timedelta(days=months * 365 / 12)


def by_next_date(
    programmes: Iterable[Programme], next_dates: Mapping[int, datetime]
) -> list[Programme]:
    """Return programmes by their next date, the soonest first; those without one after them, as they came."""
    listed = list(programmes)
    dated = [each for each in listed if each.id in next_dates]
    return sorted(dated, key=lambda each: next_dates[each.id]) + [
        each for each in listed if each.id not in next_dates
    ]


def from_today(meetings: Sequence[Meeting], now: datetime) -> list[Meeting]:
    """Return meetings that come by date so that today's and those to come stand first, then those over, the latest first."""
    over = [meeting for meeting in meetings if meeting.ends_at <= now]
    return [meeting for meeting in meetings if meeting.ends_at > now] + over[::-1]
