"""Who is answered next of those who wait: the threads of the web server.

Whoever presses a button waits in a lane of their own, first come first served, and holds neither a
thread nor a connection to the database meanwhile. So few write at the same time, and whoever only
reads goes on.
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

_LOOK = 0.25


@dataclass
class _Waiting:
    channel: Any
    presses: bool
    late: bool = False
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
        self._at_work = 0
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
            channel.begins = partial(self._answered, waiting)
            try:
                channel.service()
            except BaseException:
                self.logger.exception("Exception when servicing %r", channel)
            finally:
                self._answered(waiting)
                # They would hold each other.
                waiting.channel = None

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End the threads, and drop who still waits."""
        with self.lock:
            self.queue.extend(each.channel for each in (*self._pressed, *self._reads))
            self._pressed.clear()
            self._reads.clear()
        return bool(super().shutdown(cancel_pending, timeout))

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

    def first(self, now: float) -> _Waiting | None:
        """Return who is next: a press, if it may, before whoever reads."""
        if self._pressed:
            first = self._pressed[0]
            first.late = self._at_work >= self._writers and self._too_late(first, now)
            if first.late or self._at_work < self._writers:
                first.at_work = not first.late
                self._at_work += first.at_work
                return self._pressed.popleft()
        return self._reads.popleft() if self._reads else None

    def _too_late(self, waiting: _Waiting, now: float) -> bool:
        came: float = waiting.channel.came
        return now - came > LONGEST or now - max(came, self.moved) > STILL

    def _answered(self, waiting: _Waiting) -> None:
        if not waiting.at_work:
            return
        waiting.at_work = False
        with self.lock:
            self._at_work -= 1
            self.moved = time.monotonic()
            self.queue_cv.notify()
