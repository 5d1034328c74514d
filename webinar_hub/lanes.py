"""Who is answered next of those who wait: the threads of the web server.

Whoever presses a button waits in a lane of their own, first come first served, and holds neither a
thread nor a connection to the database meanwhile. So few write at the same time, and whoever only
reads goes on: some at a time while a press is answered, which holds a lock for which others wait
and has to get Python back at each statement.
"""

import time
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import Any

from waitress.task import ThreadedTaskDispatcher

STILL = 2.0
"""Seconds in which no press is answered, after which nobody waits behind them any longer."""

LONGEST = 6.0
"""Seconds that a press waits for its thread, while others are answered."""

READERS = 4
"""So many are answered at the same time beside presses."""

_LOOK = 0.25


@dataclass
class _Waiting:
    channel: Any
    presses: bool
    late: bool = False
    writes: bool = False
    at_work: bool = False


class Lanes(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads of which at most so many answer presses.

    A channel says whether what it brings `presses`, and is told when it `came` and whether it is
    too `late` for anything but a word. It says when its answer `begins`: what was to be written is,
    and whoever reads a long file slowly holds up nobody who presses.
    """

    def __init__(self, threads: int, writers: int) -> None:
        super().__init__()
        self._writers = writers
        self._pressed: deque[_Waiting] = deque()
        self._reads: deque[_Waiting] = deque()
        self._writing = self._reading = 0
        self.moved = 0.0
        self.set_thread_count(threads)

    def add_task(self, channel: Any) -> None:
        """Let a channel wait for its turn."""
        channel.came = time.monotonic()
        waiting = _Waiting(channel, channel.presses)
        with self.lock:
            (self._pressed if waiting.presses else self._reads).append(waiting)
            self.queue_cv.notify()

    def handler_thread(self, thread_no: int) -> None:
        """Answer who is next, until this thread is to end."""
        while (waiting := self._next(thread_no)) is not None:
            channel = waiting.channel
            channel.late = waiting.late
            channel.begins = partial(self.answered, waiting)
            try:
                channel.service()
            except BaseException:
                self.logger.exception("Exception when servicing %r", channel)
            finally:
                self.answered(waiting)
                # They would hold each other.
                waiting.channel = None

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End the threads, and drop who still waits."""
        with self.lock:
            self.queue.extend(each.channel for each in (*self._pressed, *self._reads))
            self._pressed.clear()
            self._reads.clear()
        return bool(super().shutdown(cancel_pending, timeout))

    def first(self, now: float) -> _Waiting | None:
        """Return who is next: a press, if it may, before whoever reads."""
        if self._pressed and self._writing < self._writers:
            self._writing += 1
            return self._begun(self._pressed.popleft(), writes=True)
        if self._writing and self._reading >= READERS:
            return None
        late = bool(self._pressed) and self._too_late(self._pressed[0], now)
        lane = self._pressed if late else self._reads
        if not lane:
            return None
        self._reading += 1
        return self._begun(lane.popleft(), late=late)

    def answered(self, waiting: _Waiting) -> None:
        """Let the next come: the answer to this one begins, or is over."""
        if not waiting.at_work:
            return
        waiting.at_work = False
        with self.lock:
            if waiting.writes:
                self._writing -= 1
                self.moved = time.monotonic()
            else:
                self._reading -= 1
            # Behind the last press everybody may read.
            self.queue_cv.notify(1 if self._writing else len(self._reads) + 1)

    def _next(self, thread_no: int) -> _Waiting | None:
        with self.lock:
            while not self.stop_count:
                if found := self.first(time.monotonic()):
                    return found
                self.active_count -= 1
                self.queue_cv.wait(_LOOK if self._pressed else None)
                self.active_count += 1
            self.active_count -= 1
            self.stop_count -= 1
            self.threads.discard(thread_no)
            self.thread_exit_cv.notify()
        return None

    @staticmethod
    def _begun(waiting: _Waiting, *, writes: bool = False, late: bool = False) -> _Waiting:
        waiting.writes, waiting.late, waiting.at_work = writes, late, True
        return waiting

    def _too_late(self, waiting: _Waiting, now: float) -> bool:
        came: float = waiting.channel.came
        return now - came > LONGEST or now - max(came, self.moved) > STILL
