"""Put three years before the large demo: 10,000 sessions, a million seats and what came of them.

Courses, registrations and certificates are made by the rooms' own actions. What each seat leaves
behind is so much that its rows are written here, as the actions would have left them. A course is
one transaction, and no more than it stands in memory.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from webinar_hub.attendance.matching.links import REASONS, Reason
from webinar_hub.attendance.minutes import rules as minutes
from webinar_hub.attendance.models import Attendance, Evidence, EvidenceKind, Match, Report
from webinar_hub.certificates.issuing import actions as certificates
from webinar_hub.demo.large import BY, WEEKS_PAST, Country, Course, Say, Somebody, start_course
from webinar_hub.demo.taking_in import Arrival, take_in
from webinar_hub.kit import plain, tokens
from webinar_hub.kit.db import db
from webinar_hub.messages import kinds
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.rules import FACTS_KEPT, HANDED_OVER
from webinar_hub.network.regions import provinces
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import letters
from webinar_hub.registrations.models import Registration, Seat
from webinar_hub.registrations.reminding.letters import REMINDER

_YEARS = 3
_WEEKS = 52
_COURSES = (("Kelas Siaga", 1), ("Latihan Siaga", 2))
"""What stands in every province beside the other each year, and every how many weeks."""

_PEOPLE_A_SESSION, _SESSIONS_A_PERSON = 14, 6
_STAYS = (0.72, 0.84)
"""The share of those who stay, and of those who stay or leave early; the others never come."""
_CERTIFIED_EVERY = 6
_REMINDED, _REPORTED, _AWARDED = timedelta(days=1), timedelta(hours=1), timedelta(hours=6)


def live_through(seed: int, country: Country, *, now: datetime, say: Say) -> None:
    """Add the years before a country's own weeks, telling how far it is.

    What was added before a failure stays.
    """
    rng = random.Random(seed)
    homes: dict[str | None, list[Somebody]] = defaultdict(list)
    for somebody in country.people:
        homes[None].append(somebody)
        homes[(somebody.newcomer.region_code or "")[:2]].append(somebody)
    places = [(None, "Nasional"), *((row.code, row.name) for row in provinces())]
    seats = 0
    for year in range(_YEARS, 0, -1):
        first = -WEEKS_PAST - year * _WEEKS
        label = (now + timedelta(weeks=first)).year
        for place, (code, where) in enumerate(places):
            for what, every in _COURSES:
                seats += db.write(
                    hold,
                    rng,
                    code,
                    f"{what} {where} {label}",
                    range(first, first + _WEEKS, every),
                    place % 5,
                    homes[code],
                    now=now,
                )
        say(f"{seats} seats of the years before, {year - 1} years to come")
    for course in country.courses.values():
        db.write(_remember, rng, course, now=now)
    say("What came of the seats of the country's own weeks is there.")


def hold(
    rng: random.Random,
    code: str | None,
    name: str,
    weeks: range,
    weekday: int,
    people: Sequence[Somebody],
    *,
    now: datetime,
) -> int:
    """Hold a course of a past year and return how many seats were given in it."""
    course = start_course(code, name, weeks, weekday=weekday, now=now)
    number = min(len(people), _PEOPLE_A_SESSION * len(course.meetings))
    arrivals = [_arrival(rng, each, course.meetings) for each in rng.sample(people, number)]
    given = take_in(course.series, arrivals, by=BY, now=now)
    _remember(rng, course, now=now)
    return given


def _arrival(rng: random.Random, somebody: Somebody, meetings: Sequence[Meeting]) -> Arrival:
    chosen = sorted(
        rng.sample(meetings, min(len(meetings), rng.randint(1, 2 * _SESSIONS_A_PERSON - 1))),
        key=lambda meeting: meeting.number,
    )
    before = timedelta(seconds=rng.randint(600, 9 * 86_400))
    ids = tuple(meeting.id for meeting in chosen)
    return Arrival(somebody.newcomer, somebody.organisation, ids, chosen[0].starts_at - before)


def _remember(rng: random.Random, course: Course, *, now: datetime) -> None:
    """Add what came of a course: letters, reports, minutes, and certificates of some sessions."""
    registrations = {
        each.id: each
        for each in db.session.scalars(
            select(Registration).where(Registration.series_id == course.series.id)
        )
    }
    asked: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in course.meetings:
        seats = _seats(meeting)
        for registration_id in seats.values():
            asked[registration_id].append(meeting)
        if meeting.ends_at < now:
            seated = {seat_id: registrations[each] for seat_id, each in seats.items()}
            plain.add(Letter, [_reminder(each, meeting, now) for each in seated.values()])
            _report(rng, meeting, seated)
    plain.add(
        Letter, [_confirmed(registrations[row_id], run, now) for row_id, run in asked.items()]
    )
    for meeting in course.meetings:
        if meeting.ends_at + _AWARDED < now and meeting.number % _CERTIFIED_EVERY == 0:
            certificates.issue(meeting, by=BY, now=meeting.ends_at + _AWARDED)
    written = update(Letter).where(Letter.act == db.acts[-1], Letter.state == LetterState.NEW)
    db.session.execute(written.values(state=LetterState.SENT, sent_at=Letter.due))


def _seats(meeting: Meeting) -> Mapping[int, int]:
    """Return the registrations that have a seat in a meeting, by the seat."""
    given = select(Seat.id, Seat.registration_id).where(Seat.meeting_id == meeting.id)
    return {row.id: row.registration_id for row in db.session.execute(given.order_by(Seat.id))}


def _report(rng: random.Random, meeting: Meeting, seated: Mapping[int, Registration]) -> None:
    """Add the report of a meeting, whose names were all decided, and the minutes."""
    at = meeting.ends_at + _REPORTED
    length = int((meeting.ends_at - meeting.starts_at).total_seconds())
    there = {seat_id: stay for seat_id in seated if (stay := _seconds(rng, length))}
    plain.add(
        Report,
        [
            {
                "meeting_id": meeting.id,
                "name": f"participants_{meeting.number}.csv",
                "digest": tokens.digest(meeting.key),
                "format": "Zoom",
                "rows": len(there),
                "problems": 0,
                "imported_by": BY.label,
                "imported_at": at,
            }
        ],
    )
    [report_id] = db.session.scalars(select(Report.id).where(Report.meeting_id == meeting.id))
    plain.add(
        Evidence,
        [
            {
                "meeting_id": meeting.id,
                "report_id": report_id,
                "kind": EvidenceKind.STAY,
                "fingerprint": tokens.digest(f"{meeting.key} {line}"),
                "line": line,
                "name": f"{seated[seat_id].code} {seated[seat_id].person.full_name}",
                "joined_at": meeting.starts_at,
                "left_at": meeting.starts_at + timedelta(seconds=seconds),
                "seconds": seconds,
                "noted_at": at,
                "undecided": False,
            }
            for line, (seat_id, seconds) in enumerate(there.items(), start=2)
        ],
    )
    lines = select(Evidence.id).where(Evidence.report_id == report_id).order_by(Evidence.line)
    rows = db.session.scalars(lines).all()
    plain.add(
        Match,
        [
            {
                "evidence_id": row_id,
                "registration_id": seated[seat_id].id,
                "by_label": "rule",
                "at": at,
                "why": REASONS[Reason.CODE].message,
            }
            for row_id, seat_id in zip(rows, there, strict=True)
        ],
    )
    threshold = meeting.series.threshold_percent
    plain.add(
        Attendance,
        [
            {
                "seat_id": seat_id,
                "seconds": seconds,
                "status": minutes.status(seconds, length, threshold),
                "computed_at": at,
            }
            for seat_id, seconds in there.items()
        ],
    )


def _seconds(rng: random.Random, length: int) -> int:
    drawn = rng.random()
    if drawn < _STAYS[0]:
        return rng.randint(length * 8 // 10, length)
    return rng.randint(60, length // 2) if drawn < _STAYS[1] else 0


def _confirmed(
    registration: Registration, meetings: Sequence[Meeting], now: datetime
) -> dict[str, Any]:
    subject, at = letters.subject_of(registration), registration.registered_at

    def facts() -> dict[str, Any]:
        return letters.facts_of(registration, meetings, calendar="REQUEST")

    return _letter(letters.CONFIRMED, registration, subject, facts, at, now)


def _reminder(registration: Registration, meeting: Meeting, now: datetime) -> dict[str, Any]:
    subject, at = letters.subject_of_place(registration, meeting), meeting.starts_at - _REMINDED

    def facts() -> dict[str, Any]:
        return letters.facts_of(
            registration,
            [meeting],
            zone=meeting.zone,
            rolling=True,
            soon=False,
            until=meeting.starts_at.isoformat(),
        )

    return _letter(REMINDER, registration, subject, facts, at, now)


def _letter(
    kind: str,
    registration: Registration,
    subject: str,
    facts: Callable[[], dict[str, Any]],
    at: datetime,
    now: datetime,
) -> dict[str, Any]:
    old = at < now - FACTS_KEPT
    return {
        "kind": kind,
        "lane": kinds.declared[kind].lane,
        "subject": subject,
        "person_id": registration.person_id,
        "due": at,
        "language": registration.language,
        "facts": {} if old else facts(),
        "emptied": old,
        "message_id": tokens.key(),
        "state": LetterState.SENT,
        "reason": "" if registration.person.email else HANDED_OVER,
        "next_at": at,
        "written_at": at,
        "sent_at": at,
    }
