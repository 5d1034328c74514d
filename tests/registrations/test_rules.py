"""The decisions about seats, as tables of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from webinar_hub.registrations.joining.rules import (
    RegistrationClosed,
    may_register,
    seat_status,
)
from webinar_hub.registrations.models import Proof, SeatStatus
from webinar_hub.registrations.rules import MeetingFull, Places, Room, room
from webinar_hub.registrations.waiting.rules import (
    Unproved,
    Waiting,
    held_until,
    proof_wanted,
    served,
)

NOON = datetime(2026, 11, 26, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("capacity", "taken", "free"),
    [
        (None, 0, True),
        (None, 10_000, True),
        (10, 0, True),
        (10, 9, True),
        (10, 10, False),
        (10, 12, False),
        (0, 0, False),
    ],
)
def test_places(capacity: int | None, taken: int, free: bool) -> None:
    assert Places(capacity, taken).free is free


@pytest.mark.parametrize(
    ("before", "full", "wanted"),
    [
        ([], False, None),
        ([Unproved(0, 0)], False, None),
        ([Unproved(19, 0)], False, None),
        ([Unproved(19, 0)], True, None),
        ([Unproved(20, 0)], False, Proof.HELD),
        ([Unproved(20, 19)], False, Proof.HELD),
        ([Unproved(20, 0)], True, Proof.PASSED_OVER),
        ([Unproved(20, 20)], False, Proof.PASSED_OVER),
        ([Unproved(0, 20)], False, None),
        ([Unproved(0, 0), Unproved(20, 0)], False, Proof.HELD),
        ([Unproved(20, 20), Unproved(20, 0)], False, Proof.PASSED_OVER),
    ],
)
def test_what_one_more_form_of_a_source_gets(
    before: list[Unproved], full: bool, wanted: Proof | None
) -> None:
    assert proof_wanted(before, full=full) is wanted


@pytest.mark.parametrize(
    ("by_email", "accepted", "still_goes", "until"),
    [
        (False, None, False, timedelta(hours=24)),
        (False, HOUR, False, timedelta(hours=24)),
        (True, None, True, None),
        (True, None, False, timedelta(hours=24)),
        (True, timedelta(), False, HOUR / 2),
        (True, 30 * HOUR, False, 30 * HOUR + HOUR / 2),
        (True, -HOUR, False, HOUR / 2),
    ],
)
def test_until_when_a_place_is_held(
    by_email: bool, accepted: timedelta | None, still_goes: bool, until: timedelta | None
) -> None:
    accepted_at = None if accepted is None else NOON + accepted
    found = held_until(
        sent_at=NOON, by_email=by_email, accepted_at=accepted_at, still_goes=still_goes
    )
    assert found == (None if until is None else NOON + until)


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ([], Room.FREE),
        ([Places(None, 10_000)], Room.FREE),
        ([Places(40, 35)], Room.FREE),
        ([Places(40, 36)], Room.FEW),
        ([Places(5, 3)], Room.FREE),
        ([Places(5, 4)], Room.FEW),
        ([Places(40, 40)], Room.FULL),
        ([Places(40, 41)], Room.FULL),
        ([Places(0, 0)], Room.FULL),
        ([Places(None, 3), Places(40, 36), Places(40, 0)], Room.FEW),
        ([Places(None, 3), Places(40, 36), Places(2, 2)], Room.FULL),
    ],
)
def test_how_much_room_there_is_in_the_tightest_of_several_meetings(
    places: list[Places], found: Room
) -> None:
    assert room(places) is found


@pytest.mark.parametrize(
    ("places", "status"),
    [
        ([Places(None, 5)], SeatStatus.CONFIRMED),
        ([Places(2, 1)], SeatStatus.CONFIRMED),
        ([Places(2, 2)], SeatStatus.WAITLISTED),
        ([Places(2, 1), Places(2, 0)], SeatStatus.CONFIRMED),
        ([Places(2, 1), Places(2, 2)], SeatStatus.WAITLISTED),
    ],
)
def test_seat_status_is_confirmed_only_where_every_meeting_has_a_place(
    places: list[Places], status: SeatStatus
) -> None:
    assert seat_status(places, waiting_list=True) is status


def test_a_full_meeting_without_waiting_list_is_refused() -> None:
    with pytest.raises(MeetingFull):
        seat_status([Places(1, 1)], waiting_list=False)


@pytest.mark.parametrize(
    ("closes_at", "ends_at", "cancelled", "open_"),
    [
        (None, NOON + HOUR, False, True),
        (None, NOON, False, False),
        (None, NOON - HOUR, False, False),
        (NOON, NOON + HOUR, False, False),
        (NOON + HOUR, NOON + 2 * HOUR, False, True),
        (None, NOON + HOUR, True, False),
    ],
)
def test_when_one_may_register(
    closes_at: datetime | None, ends_at: datetime, cancelled: bool, open_: bool
) -> None:
    if open_:
        may_register(closes_at=closes_at, ends_at=ends_at, cancelled=cancelled, now=NOON)
    else:
        with pytest.raises(RegistrationClosed):
            may_register(closes_at=closes_at, ends_at=ends_at, cancelled=cancelled, now=NOON)


ONE, TWO = 1, 2


@pytest.mark.parametrize(
    ("queue", "places", "given"),
    [
        ([], {ONE: Places(1, 0)}, []),
        ([Waiting((10,), (ONE,)), Waiting((11,), (ONE,))], {ONE: Places(5, 4)}, [10]),
        ([Waiting((10,), (ONE,)), Waiting((11,), (ONE,))], {ONE: Places(None, 40)}, [10, 11]),
        (
            [Waiting((10,), (ONE,)), Waiting((11,), (TWO,))],
            {ONE: Places(1, 1), TWO: Places(1, 0)},
            [11],
        ),
        ([Waiting((10, 11), (ONE, TWO))], {ONE: Places(1, 0), TWO: Places(1, 1)}, []),
        (
            [Waiting((10, 11), (ONE, TWO)), Waiting((12, 13), (ONE, TWO))],
            {ONE: Places(1, 0), TWO: Places(1, 0)},
            [10, 11],
        ),
        (
            [Waiting((10, 11), (ONE, TWO)), Waiting((12,), (ONE,))],
            {ONE: Places(1, 0), TWO: Places(1, 1)},
            [],
        ),
    ],
)
def test_the_waiting_list_is_served_in_its_order_and_nobody_overtakes(
    queue: list[Waiting], places: dict[int, Places], given: list[int]
) -> None:
    assert served(queue, places) == given
