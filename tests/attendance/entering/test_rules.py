"""Who may go in, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from webinar_hub.attendance.entering.rules import DoorClosed, may_enter
from webinar_hub.kit import language
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import SeatStatus

# 01:00 WIT on Friday is Thursday in the other two zones.
STARTS = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=2)
OPENING = (
    "Friday, 27 November 2026, 22:30 WIB (Thursday, 26 November 2026) "
    "/ 23:30 WITA (Thursday, 26 November 2026) / 00:30 WIT"
)


def ask(
    now: datetime,
    *,
    standing: SeatStatus = SeatStatus.CONFIRMED,
    join_link: str = "https://zoom.example/j/1",
    cancelled: bool = False,
) -> None:
    meeting = Meeting(
        starts_at=STARTS,
        ends_at=ENDS,
        zone="WIT",
        cancelled_at=STARTS if cancelled else None,
        join_link=join_link,
    )
    may_enter(meeting, standing=standing, now=now)


@pytest.mark.parametrize(
    "now", [STARTS - timedelta(minutes=30), STARTS, ENDS - timedelta(seconds=1)]
)
def test_the_door_is_open_from_half_an_hour_before_to_the_end(now: datetime) -> None:
    ask(now)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"now": STARTS - timedelta(minutes=30, seconds=1)},
            f"The room opens half an hour before the session: {OPENING}.",
        ),
        ({"now": ENDS}, "This session is over."),
        ({"now": STARTS, "cancelled": True}, "This session was cancelled."),
        (
            {"now": STARTS, "standing": SeatStatus.WAITLISTED},
            "You are on the waiting list of this session. We write to you as soon as a place is free.",
        ),
        (
            {"now": STARTS, "standing": SeatStatus.OFFERED},
            "The place is kept for you for a while. Answer on your own page: its link is in our message.",
        ),
        (
            {"now": STARTS, "join_link": ""},
            "The address of the meeting room is not known yet. Please try again in a few minutes.",
        ),
    ],
)
def test_a_closed_door_says_why(facts: dict[str, object], sentence: str) -> None:
    with language.reading("en"), pytest.raises(DoorClosed) as refusal:
        ask(**facts)  # type: ignore[arg-type]
    with language.reading("en"):
        assert str(refusal.value) == sentence
