"""The network's numbers on the front page: counted once a day, without what is small."""

import pytest
from flask import Flask

from tests import html
from tests.cast import Cast, soon
from tests.client import EN, Client
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, State
from webinar_hub.registrations.models import Registration
from webinar_hub.reports import actions, queries, rules


def attended(
    cast: Cast, registration: Registration, status: AttendanceStatus = AttendanceStatus.PRESENT
) -> None:
    now = clock.now()
    db.session.add_all(
        Attendance(seat_id=seat.id, seconds=3600, status=status, computed_at=now)
        for seat in registration.seats
    )
    db.session.commit()


def came(cast: Cast, meeting: Meeting, number: int, region: str) -> Registration:
    """Let somebody of a region and an organisation of their own be in a session."""
    person = cast.person(f"Peserta {number}", email=f"p{number}@example.org", region=region)
    registration = cast.registration(person, meeting)
    registration.organisation_id = cast.organisation(f"Yayasan {number}").id
    attended(cast, registration)
    return registration


@pytest.mark.usefixtures("app")
def test_whoever_was_there_counts_once_and_only_in_what_everybody_sees(cast: Cast) -> None:
    series = cast.series()
    first, second = (cast.meeting(series, starts_at=soon(days=-days)) for days in (9, 2))
    hidden = cast.meeting(series, starts_at=soon(days=-3))
    hidden.state = State.UNLISTED
    cancelled = cast.meeting(series, starts_at=soon(days=-4))
    cancelled.cancelled_at = clock.now()
    cast.meeting(series)
    db.session.commit()
    twice = cast.registration(cast.maria(), first, second)
    attended(cast, twice)
    for number, region in enumerate(("53.71", "53", "31")):
        came(cast, first, number, region)
    came(cast, hidden, 8, "91")
    attended(cast, cast.registration(cast.suparmin(), first), AttendanceStatus.ABSENT)
    db.write(actions.count_reach, now=clock.now())
    counts = {"sessions": 2, "people": 4, "organisations": 3, "provinces": 2}
    assert queries.reach(clock.now()) == counts
    assert queries.reach_kept() == {"sessions": 2}, "four people are few"


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((312, 11840, 503, 34), {"people": 11840, "organisations": 503, "provinces": 34}),
        ((1, 5, 5, 4), {"people": 5, "organisations": 5}),
        ((9, 4, 6, 6), {}),
        ((9, 0, 0, 0), {}),
    ],
)
def test_small_numbers_are_not_shown(
    counts: tuple[int, int, int, int], shown: dict[str, int]
) -> None:
    assert rules.reach_shown(*counts) == {"sessions": counts[0], **shown}
    assert rules.reach_shown(0, *counts[1:]) == {}


def test_the_front_page_shows_them_once_they_were_counted(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(starts_at=soon(days=-9))
    for number in range(6):
        came(cast, meeting, number, "53")

    def figures() -> list[str]:
        page = html.parse(client.get("/", headers=EN).text)
        return [
            html.text_of(each) for each in page.iter("dl") if each.get("class") == "figs under-t"
        ]

    assert figures() == []
    db.write(actions.count_reach, now=clock.now())
    assert figures() == ["Sessions1People who were there6Organisations6"]
    came(cast, meeting, 7, "31")
    assert figures() == ["Sessions1People who were there6Organisations6"], "until the next day"
