"""Zoom participants reports for the demo's past meetings, with what real files do in them.

Written from the forms in use, not from our reader; the reader's tests are typed by hand and never
use this file.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from webinar_hub.demo.persons import DemoPerson
from webinar_hub.demo.zoom_file import HOST, HOST_ADDRESS, Form, Row, written
from webinar_hub.kit import zones


class Intent(StrEnum):
    """How somebody means to take part."""

    STAYS = "stays"
    LATE = "late"
    LEAVES_EARLY = "leaves_early"
    RECONNECTS = "reconnects"
    TWO_DEVICES = "two_devices"
    LOOKS_IN = "looks_in"
    ABSENT = "absent"


@dataclass(frozen=True)
class Attendee:
    """A registered person; code is the registration's, None where none was given."""

    person: DemoPerson
    code: str | None
    intent: Intent


@dataclass(frozen=True)
class ZoomReport:
    """A participants report as bytes, and who is behind each display name in it.

    None where that is nobody of the list, or more than one.
    """

    content: bytes
    attendee_of: Mapping[str, Attendee | None]


_DEVICES = ("iPhone", "Galaxy A03", "LENOVO TAB M10", "OPPO A16", "Redmi Note 9", "vivo 1904")
_STRANGERS = (
    "Notulis 2",
    "Zoom user",
    "Tamu Panitia",
    "Ibu Yanti RT 04",
    "bpk haji",
    "Peserta",
    "pak lurah",
)


@dataclass(frozen=True)
class _Stay(Row):
    attendee: Attendee | None = None


def draw_intent(rng: random.Random, *, steadiness: float = 0.75) -> Intent:
    """Return how somebody takes part; steadiness is the share of registered people who come."""
    if rng.random() >= steadiness:
        return Intent.ABSENT
    coming = (
        Intent.STAYS,
        Intent.LATE,
        Intent.LEAVES_EARLY,
        Intent.RECONNECTS,
        Intent.TWO_DEVICES,
        Intent.LOOKS_IN,
    )
    return rng.choices(coming, weights=(60, 10, 8, 12, 5, 5))[0]


def participants_report(
    rng: random.Random,
    form: Form,
    *,
    topic: str,
    starts_at: datetime,
    ends_at: datetime,
    zone: str,
    attendees: Sequence[Attendee],
) -> ZoomReport:
    """Return the report of one meeting.

    starts_at and ends_at are aware; the file's clock is the zone's: WIB, WITA or WIT.
    About 95 in 100 of those present carry their registration code, a full name that nobody else
    bears, or their own e-mail address; the others, strangers and device names are for the review.
    UTF-8 with BOM, CRLF.
    """
    rows = [
        _Stay(
            HOST,
            HOST_ADDRESS,
            starts_at - timedelta(minutes=30),
            ends_at + timedelta(minutes=6),
            guest=False,
        )
    ]
    for attendee in attendees:
        rows += _stays(rng, attendee, starts_at, ends_at)
    rows += _strangers(rng, starts_at, ends_at)
    rows.sort(key=lambda row: row.joined)
    return ZoomReport(written(rng, form, topic, rows, zones.zone(zone)), _attendees_of(rows))


def _attendees_of(rows: Iterable[_Stay]) -> dict[str, Attendee | None]:
    behind: dict[str, set[Attendee | None]] = defaultdict(set)
    for row in rows:
        behind[row.name].add(row.attendee)
    return {
        name: next(iter(people)) if len(people) == 1 else None for name, people in behind.items()
    }


def _stays(
    rng: random.Random, attendee: Attendee, starts_at: datetime, ends_at: datetime
) -> list[_Stay]:
    if attendee.intent is Intent.ABSENT:
        return []
    name, email = _shown(rng, attendee), _address(rng, attendee)
    waited = [
        _Stay(name, email, joined, left, waiting=True, attendee=attendee)
        for joined, left in _waiting(rng, starts_at)
    ]
    rows = [
        _Stay(name, email, joined, left, attendee=attendee)
        for joined, left in _spans(rng, attendee.intent, starts_at, ends_at)
    ]
    if attendee.intent is Intent.RECONNECTS and rng.random() < 0.1:
        # Back under another name: Zoom writes it before the one they joined with.
        rows[-1] = replace(rows[-1], name=f"{attendee.person.bare_name} ({name})")
    return waited + rows


def _spans(
    rng: random.Random, intent: Intent, starts_at: datetime, ends_at: datetime
) -> list[tuple[datetime, datetime]]:
    """Return the stays: before the start, after the end and overlapping ones among them."""
    length = int((ends_at - starts_at).total_seconds())
    first = starts_at + timedelta(seconds=rng.randint(-1500, 480))
    last = ends_at + timedelta(seconds=rng.randint(-420, 600))

    def at(low: float, high: float) -> datetime:
        return starts_at + timedelta(seconds=rng.randint(int(length * low), int(length * high)))

    match intent:
        case Intent.LATE:
            return [(at(0.2, 0.45), last)]
        case Intent.LEAVES_EARLY:
            return [(first, at(0.5, 0.8))]
        case Intent.LOOKS_IN:
            begin = at(0.0, 0.8)
            return [(begin, begin + timedelta(seconds=rng.randint(20, 400)))]
        case Intent.RECONNECTS:
            lost = sorted(at(0.1, 0.9) for _time in range(rng.randint(1, 3)))
            back = [moment + timedelta(seconds=rng.randint(15, 240)) for moment in lost]
            return [
                span
                for span in zip([first, *back], [*lost, last], strict=True)
                if span[0] < span[1]
            ]
        case Intent.TWO_DEVICES:
            return [(first, last), (at(0.05, 0.3), at(0.5, 0.95))]
        case _:
            forgotten = timedelta(hours=rng.randint(1, 3)) if rng.random() < 0.02 else timedelta()
            return [(first, last + forgotten)]


def _waiting(rng: random.Random, starts_at: datetime) -> list[tuple[datetime, datetime]]:
    if rng.random() >= 0.06:
        return []
    begin = starts_at - timedelta(seconds=rng.randint(600, 2400))
    return [(begin, begin + timedelta(seconds=rng.randint(30, 500)))]


def _shown(rng: random.Random, attendee: Attendee) -> str:
    """Return the name in the room: mostly the code and the name, or the full name.

    Sometimes what nobody can decide alone.
    """
    person, code = attendee.person, attendee.code
    if rng.random() < 0.05:
        return _doubtful(rng, person)
    if code and (rng.random() < 0.6 or " " not in person.bare_name):
        return f"{code} {person.bare_name}"
    return rng.choices(
        (person.bare_name, person.name, person.bare_name.upper(), person.bare_name.lower()),
        weights=(6, 2, 1, 1),
    )[0]


def _doubtful(rng: random.Random, person: DemoPerson) -> str:
    words = person.bare_name.split()
    first_and_letter = f"{words[0]} {words[-1][0]}" if len(words) > 1 else f"bu {words[0].lower()}"
    return rng.choice(
        (
            f"{words[-1]}_{person.organisation.upper()}",
            f"{first_and_letter} - {person.organisation.upper()}",
            f"{_old_spelling(words[0])} ({person.organisation.upper()})",
            first_and_letter,
            rng.choice(_DEVICES),
        )
    )


def _old_spelling(word: str) -> str:
    return word.replace("u", "oe").replace("y", "j").replace("Y", "J")


def _address(rng: random.Random, attendee: Attendee) -> str:
    """Return the e-mail address where the person is signed in to Zoom with it."""
    return attendee.person.email.lower() if attendee.person.email and rng.random() < 0.15 else ""


def _strangers(rng: random.Random, starts_at: datetime, ends_at: datetime) -> list[_Stay]:
    rows = []
    for name in rng.sample((*_STRANGERS, *_DEVICES), rng.randint(1, 3)):
        intent = rng.choice((Intent.STAYS, Intent.LATE, Intent.LOOKS_IN))
        rows += [
            _Stay(name, "", joined, left)
            for joined, left in _spans(rng, intent, starts_at, ends_at)
        ]
    return rows
