"""Who is answered next: a few who press, everybody who reads, and nobody who waited in vain."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from webinar_hub.lanes import LONGEST, READERS, STILL, Lanes

_PATIENCE = 10


@dataclass
class Asking:
    """A connection that brought a request; it is answered when a test lets it."""

    presses: bool
    may_end: bool = True
    came: float = 0.0
    late: bool = False
    begun: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def service(self) -> None:
        self.begun.set()
        if not self.may_end:
            assert self.go_on.wait(_PATIENCE)

    def cancel(self) -> None:
        self.late = True


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    """Yield three threads of which one answers presses."""
    made = Lanes(3, 1)
    yield made
    made.shutdown()


def test_whoever_presses_waits_for_the_one_before_while_others_read(lanes: Lanes) -> None:
    first, second = Asking(True, may_end=False), Asking(True)
    readers = [Asking(False) for _each in range(4)]
    for each in (first, second, *readers):
        lanes.add_task(each)
    assert first.begun.wait(_PATIENCE)
    assert all(each.begun.wait(_PATIENCE) for each in readers)
    assert not second.begun.is_set()
    first.go_on.set()
    assert second.begun.wait(_PATIENCE)
    assert not second.late


def test_who_pressed_is_next_before_who_only_reads() -> None:
    lanes = Lanes(0, 1)
    reads, presses = Asking(False), Asking(True)
    lanes.add_task(reads)
    lanes.add_task(presses)
    found = [lanes.first(presses.came), lanes.first(presses.came)]
    assert [each and each.channel for each in found] == [presses, reads]


def test_some_read_beside_a_press_and_everybody_after_it() -> None:
    lanes = Lanes(0, 1)
    presses, *reads = Asking(True), *(Asking(False) for _each in range(READERS + 3))
    for each in (presses, *reads):
        lanes.add_task(each)
    found = [lanes.first(0.0) for _each in range(READERS + 2)]
    assert [each and each.channel for each in found] == [presses, *reads[:READERS], None]
    assert found[0] is not None
    assert found[1] is not None
    lanes.answered(found[1])
    assert [each and each.channel for each in (lanes.first(0.0), lanes.first(0.0))] == [
        reads[READERS],
        None,
    ]
    lanes.answered(found[0])
    rest = [lanes.first(0.0) for _each in range(3)]
    assert [each and each.channel for each in rest] == [*reads[READERS + 1 :], None]


@pytest.mark.parametrize(
    ("since_a_press_was_answered", "waited", "told"),
    [
        (STILL - 0.1, STILL - 0.1, False),
        (STILL - 0.1, LONGEST - 0.1, False),
        (STILL + 0.1, STILL + 0.1, True),
        (STILL - 0.1, LONGEST + 0.1, True),
        # One who has just come waits for a while, however long nobody pressed.
        (1000.0, STILL - 0.1, False),
    ],
)
def test_whoever_waits_in_vain_is_told_so(
    since_a_press_was_answered: float, waited: float, told: bool
) -> None:
    lanes, now = Lanes(0, 1), time.monotonic()
    lanes.add_task(Asking(True))
    working = lanes.first(now)
    assert working is not None
    waiting = Asking(True)
    lanes.add_task(waiting)
    waiting.came = now - waited
    lanes.moved = now - since_a_press_was_answered
    found = lanes.first(now)
    assert (found is not None and found.late) == told


def test_whoever_still_waits_at_the_end_is_dropped() -> None:
    lanes = Lanes(0, 1)
    waiting = [Asking(True), Asking(False)]
    for each in waiting:
        lanes.add_task(each)
    lanes.shutdown()
    assert all(each.late for each in waiting)
