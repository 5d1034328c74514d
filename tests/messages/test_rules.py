"""What becomes of a letter, as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from webinar_hub.messages import rules
from webinar_hub.messages.models import LetterState
from webinar_hub.messages.rules import NotWaiting, Stage, Trouble

DELAYS = (60, 300, 900)
NOW = datetime(2026, 11, 26, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stage", "code", "permanent"),
    [
        (Stage.RECEIVER, 550, True),
        (Stage.RECEIVER, 552, True),
        (Stage.RECEIVER, 451, False),
        (Stage.RECEIVER, 452, False),
        (Stage.RECEIVER, 421, False),
        (Stage.RECEIVER, 0, False),
        (Stage.RECEIVER, 530, False),
        (Stage.CONTENT, 554, True),
        (Stage.CONTENT, 450, False),
        (Stage.CONTENT, 0, False),
        (Stage.SERVER, 0, False),
        (Stage.SERVER, 535, False),
        (Stage.SERVER, 550, False),
        (Stage.SERVER, 554, False),
    ],
)
def test_only_a_refused_receiver_or_letter_is_permanent(
    stage: Stage, code: int, permanent: bool
) -> None:
    assert rules.permanent(Trouble(stage, code, "")) is permanent


@pytest.mark.parametrize(
    ("code", "attempts", "spread", "seconds"),
    [
        (451, 1, 0.5, 60),
        (451, 2, 0.5, 300),
        (451, 3, 0.5, 900),
        (451, 4, 0.5, None),
        (451, 1, 0.0, 54),
        (451, 1, 1.0, 66),
        (0, 2, 0.0, 270),
        (550, 1, 0.5, None),
    ],
)
def test_delays_grow_and_end(
    code: int, attempts: int, spread: float, seconds: float | None
) -> None:
    wait = rules.wait_after(Trouble(Stage.RECEIVER, code, ""), attempts, DELAYS, spread=spread)
    assert wait == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("until", "overtaken"),
    [
        (None, False),
        (NOW + timedelta(seconds=1), False),
        (NOW, True),
        (NOW - timedelta(days=1), True),
    ],
)
def test_a_letter_can_lose_its_use(until: datetime | None, overtaken: bool) -> None:
    assert rules.overtaken(until, NOW) is overtaken


def test_a_reason_is_one_line_of_at_most_500_characters() -> None:
    assert (
        Trouble(Stage.RECEIVER, 550, "5.1.1\r\nno  such\tuser").reason
        == "receiver: 550 5.1.1 no such user"
    )
    assert (
        Trouble(Stage.SERVER, 0, "TimeoutError timed out").reason
        == "server: TimeoutError timed out"
    )
    assert len(Trouble(Stage.CONTENT, 554, "x" * 1000).reason) == 500


AGAIN = {LetterState.PARKED, LetterState.KEPT, LetterState.RETRY}


@pytest.mark.parametrize("state", LetterState)
def test_who_may_be_sent_again_or_handed_over(state: LetterState) -> None:
    for decide, allowed in (
        (rules.may_send_again, AGAIN),
        (rules.may_hand_over, AGAIN | {LetterState.NEW}),
    ):
        if state in allowed:
            decide(state)
        else:
            with pytest.raises(NotWaiting):
                decide(state)
