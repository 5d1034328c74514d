"""Write to people once the attendance of a session is settled. What writes runs inside db.write."""

from datetime import datetime
from typing import Any

from webinar_hub.attendance.following_up import letters, queries
from webinar_hub.attendance.following_up.queries import Coming, Followed, Progress
from webinar_hub.attendance.models import AttendanceStatus
from webinar_hub.kit import clock
from webinar_hub.messages.actions import drop_overtaken
from webinar_hub.messages.models import Letter
from webinar_hub.registrations.models import SeatStatus

_AT_ONCE = 10
"""As many letters as one transaction writes, some 50 ms on SQLite: others wait meanwhile."""


def follow_up_some(*, now: datetime) -> int:
    """Write to the next few people whose attendance is settled; return how many.

    A letter to somebody who did not say that the form was theirs is limited as those are that a
    form causes.
    """
    meetings = queries.just_settled(now)
    if not meetings:
        return 0
    followed = queries.to_follow(
        [each.id for each in meetings], now, kind=letters.AFTER, limit=_AT_ONCE
    )
    registrations = [each.seat.registration_id for each in followed]
    coming = queries.next_dates(registrations, now)
    held = queries.progress(registrations)
    for each in followed:
        own = each.seat.registration_id
        _write(each, coming.get(own), held=held[own], now=now)
    return len(followed)


def _write(each: Followed, coming: Coming | None, *, held: Progress, now: datetime) -> Letter:
    meeting = each.seat.meeting
    return letters.after(
        each.seat.registration,
        meeting,
        _facts(each, coming, held=held),
        until=meeting.ends_at + queries.USEFUL,
        limited=each.unproved,
        now=now,
    )


def _facts(each: Followed, coming: Coming | None, *, held: Progress) -> dict[str, Any]:
    meeting, attendance = each.seat.meeting, each.attendance
    series = meeting.series
    steps = {
        "attended": held.present,
        "held": held.sessions,
        "needed": min(series.required_meetings or held.sessions, held.sessions),
    }
    return letters.facts(
        each.seat.registration,
        meeting,
        coming.meeting if coming else None,
        came=attendance is not None and attendance.status is not AttendanceStatus.ABSENT,
        counts=attendance is not None and attendance.status is AttendanceStatus.PRESENT,
        minutes=attendance.seconds // 60 if attendance else 0,
        in_person=attendance.in_person
        if attendance
        else meeting.comes(at_venue=each.seat.at_venue),
        percent=series.threshold_percent,
        seated=coming is not None and coming.place is SeatStatus.CONFIRMED,
        waits=coming is not None and coming.place is SeatStatus.WAITLISTED,
        steps=None if series.rolling else steps,
    )


def present_facts(letter: Letter) -> dict[str, Any] | None:
    """Return what a letter about a session says now, which the desk may hand over days later.

    None for whoever was excused meanwhile, or of whom nothing is known by now.
    """
    key = letter.facts["meetings"][0]["key"]
    each = queries.place_of(letter.facts["registration"]["key"], key)
    excused = AttendanceStatus.EXCUSED
    if each is None or (each.attendance is not None and each.attendance.status is excused):
        return None
    own = each.seat.registration_id
    coming = queries.next_dates([own], clock.now()).get(own)
    return letter.facts | _facts(each, coming, held=queries.progress([own])[own])


def drop_useless(*, now: datetime) -> int:
    """Drop what still waits a week after its session, at the desk too; return how many."""
    return drop_overtaken([letters.AFTER], now=now)
