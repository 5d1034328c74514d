"""Whose turn it is to write.

Among threads, among processes, when somebody dies, and who is turned away.
"""

import fcntl
import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from webinar_hub.config import ROOT
from webinar_hub.kit import turns as line
from webinar_hub.kit.errors import Busy
from webinar_hub.kit.turns import Turns

_OTHER = """
import sys, time
from pathlib import Path
from webinar_hub.kit.turns import Turns

turns = Turns(9, Path(sys.argv[1]))
print("ready", flush=True)
for held in sys.stdin:
    asked = time.monotonic()
    with turns.turn(asked + 60):
        print(asked, time.monotonic(), flush=True)
        time.sleep(float(held))
"""
"""A process that takes a turn for as many seconds as each line says.

It prints when it asked for the turn and when it got it.
"""


class Other:
    """Another process that stands in the same line."""

    def __init__(self, file: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _OTHER, str(file)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.said() == "ready"

    def take(self, seconds: float) -> None:
        """Let it take a turn."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()

    def said(self) -> str:
        """Return the next line that it prints."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def turn(self) -> tuple[float, float]:
        """Return when it asked for its next turn, and when it got it."""
        asked, got = self.said().split()
        return float(asked), float(got)

    def kill(self) -> None:
        """End it as a crash does."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.communicate()


def _in_time(seconds: float = 30) -> float:
    return time.monotonic() + seconds


def test_threads_go_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    turns, order = Turns(20, tmp_path / "turns"), []

    def write(number: int) -> None:
        with turns.turn(_in_time()):
            order.append(number)
            time.sleep(0.002)

    with ThreadPoolExecutor(20) as pool, turns.turn(_in_time()):
        for number in range(20):
            pool.submit(write, number)
            while len(turns._line) < number + 2:
                time.sleep(0.001)
    assert order == list(range(20))


def test_one_at_a_time_over_threads_and_processes(tmp_path: Path) -> None:
    file = tmp_path / "turns"
    others, mine, begun = [Other(file) for _ in range(2)], Turns(20, file), []
    for _ in range(10):
        for other in others:
            other.take(0.01)

    def write(_number: int) -> None:
        time.sleep(random.random() / 10)
        with mine.turn(_in_time()):
            begun.append(time.monotonic())
            time.sleep(0.01)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(write, range(10)))
    begun += [other.turn()[1] for other in others for _ in range(10)]
    for other in others:
        other.kill()
    together = [after - before < 0.01 for before, after in pairwise(sorted(begun))]
    # The database's own lock keeps writers apart; two that came within a microsecond may both ask
    # for it.
    assert (len(together), sum(together) <= 1) == (29, True)


def test_a_process_that_writes_all_the_time_lets_others_in_between(tmp_path: Path) -> None:
    file = tmp_path / "turns"
    other, mine, begun, turns = Other(file), Turns(20, file), list[float](), []
    over = threading.Event()

    def keep_writing() -> None:
        while not over.is_set():
            with mine.turn(_in_time()):
                begun.append(time.monotonic())
                time.sleep(0.01)

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(keep_writing) for _ in range(4)]
        for _ in range(20):
            other.take(0)
            turns.append(other.turn())
        over.set()
    other.kill()
    assert [each.result() for each in writing] == [None] * 4
    before = sorted(sum(asked < each < got for each in begun) for asked, got in turns)
    # Four were there before: their turns, and no more, though each of them stands in line again at
    # once. On a busy machine the other process may be held up between asking and standing in line.
    assert before[len(before) // 2] <= 4, before


def test_of_a_patient_process_two_stand_before_others(tmp_path: Path) -> None:
    """All eight came first, but six wait outside until the other process had its turn."""
    file = tmp_path / "turns"
    other, mine, begun = Other(file), Turns(8, file), list[float]()
    mine.be_patient()
    over = threading.Event()

    def write(_number: int) -> None:
        with mine.turn(_in_time()):
            begun.append(time.monotonic())
            over.wait(30)

    with ThreadPoolExecutor(8) as pool:
        written = pool.map(write, range(8))
        while (
            not begun or len(mine._line) < 2 or time.monotonic() < begun[0] + 2 * line._AT_THE_DOOR
        ):
            time.sleep(0.001)
        since = time.monotonic_ns()
        other.take(0)
        while not _somebody_stands(mine, since):
            time.sleep(0.001)
        over.set()
        _asked, got = other.turn()
        list(written)
    other.kill()
    assert (len(begun), sum(each < got for each in begun)) == (8, 2)


def _somebody_stands(turns: Turns, since: int) -> bool:
    """Say whether another process has a ticket of after a moment."""
    handle = turns._handle()
    assert handle is not None
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 0, since)
    except BlockingIOError:
        return True
    fcntl.lockf(handle, fcntl.LOCK_UN, 0, since)
    return False


def test_a_turn_ends_with_the_process_that_holds_it(tmp_path: Path) -> None:
    file = tmp_path / "turns"
    other, mine = Other(file), Turns(4, file)
    other.take(60)
    other.said()
    with pytest.raises(Busy), mine.turn(_in_time(0.05)):
        pass
    other.kill()
    with mine.turn(_in_time()):
        assert len(mine._line) == 1


@pytest.mark.parametrize("in_line", [True, False])
def test_who_finds_the_line_full_and_standing_is_turned_away_at_once(
    tmp_path: Path, in_line: bool
) -> None:
    turns, over = Turns(3, tmp_path / "turns" if in_line else None), threading.Event()

    def write() -> None:
        with turns.turn(_in_time()):
            over.wait(30)

    with ThreadPoolExecutor(4) as pool:
        written = [pool.submit(write) for _ in range(4)]
        while (
            len(turns._line) < 4
            or time.monotonic() <= turns._line[0].first_since + line._AT_THE_DOOR
        ):
            time.sleep(0.001)
        with pytest.MonkeyPatch.context() as nobody:
            nobody.setattr(turns._changed, "wait", None)
            with pytest.raises(Busy), turns.turn(_in_time()):
                pass
        over.set()
        assert [each.result() for each in written] == [None] * 4
    with turns.turn(_in_time()):
        assert len(turns._line) == 1


def test_who_finds_the_line_full_and_moving_stands_at_the_door_for_a_moment(tmp_path: Path) -> None:
    turns, done = Turns(2, tmp_path / "turns"), []

    def write(number: int) -> None:
        with turns.turn(_in_time()):
            time.sleep(0.02)
            done.append(number)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(write, range(5)))
    assert sorted(done) == list(range(5))


def test_who_would_wait_too_long_is_turned_away_and_holds_up_nobody(tmp_path: Path) -> None:
    turns, over = Turns(9, tmp_path / "turns"), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        with turns.turn(_in_time()):
            late = pool.submit(lambda: turns.turn(_in_time(0.05)).__enter__())
            assert isinstance(late.exception(), Busy)
            assert len(turns._line) == 1
        over.set()
    with turns.turn(_in_time()):
        pass
