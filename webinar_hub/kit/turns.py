"""Whose turn it is to write: first come first served, among threads and processes.

A ticket is the moment of arrival, by the clock that all processes of a machine share and nobody can
set back. Its holder locks the byte of that number in a file beside the database until the turn is
over; whoever finds no byte locked before the own one is first. The locks end with their process,
however it ends. The database's own lock stays what keeps writers apart: here is only decided who
asks for it next.
"""

import fcntl
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from webinar_hub.kit.errors import Busy

_BETWEEN_LOOKS = 0.001
_AT_THE_DOOR = 0.1
"""Seconds that somebody waits for a place in a full line that moves."""


@dataclass
class _Waiter:
    ticket: int
    first: threading.Event = field(default_factory=threading.Event)
    first_since: float = 0.0


class Turns:
    """A line in which at most so many threads of this process wait.

    One more is refused unless the line moves.

    file: where the threads of other processes stand in the same line. None where each row has a
    lock of its own: then nobody waits for the others, and at most one more than `most` write at the
    same time.
    """

    def __init__(self, most: int, file: Path | None) -> None:
        self.most = most
        self._patient = False
        self._file = file
        self._opened: int | None = None
        self._line: list[_Waiter] = []
        self._changed = threading.Condition()

    def be_patient(self) -> None:
        """Let two stand in line and the others wait outside: nobody reads in this process.

        Whoever presses a button in another one waits for these two alone.
        """
        self.most, self._patient = 1 if self._file else sys.maxsize, True

    @contextmanager
    def turn(self, until: float) -> Iterator[None]:
        """Hold the turn inside the block.

        Raises Busy when it does not come until then, by time.monotonic().
        """
        mine = self._stand_in_line(until)
        try:
            if self._file is not None:
                if not mine.first.wait(until - time.monotonic()):
                    raise Busy
                self._let_others_go_first(mine, until)
            yield
        finally:
            self._leave(mine)

    def _stand_in_line(self, until: float) -> _Waiter:
        came = time.monotonic()
        with self._changed:
            while len(self._line) > self.most:
                moved = min(came, self._line[0].first_since)
                patience = (until if self._patient else moved + _AT_THE_DOOR) - time.monotonic()
                if patience < 0:
                    raise Busy
                self._changed.wait(patience)
            mine = _Waiter(time.monotonic_ns())
            self._line.append(mine)
            self._let_first_go()
            self._lock(mine, fcntl.LOCK_EX)
        return mine

    def _leave(self, mine: _Waiter) -> None:
        with self._changed:
            self._line.remove(mine)
            self._lock(mine, fcntl.LOCK_UN)
            self._let_first_go()
            self._changed.notify()

    def _let_first_go(self) -> None:
        if self._line and not self._line[0].first.is_set():
            self._line[0].first_since = time.monotonic()
            self._line[0].first.set()

    def _let_others_go_first(self, mine: _Waiter, until: float) -> None:
        """Wait until no other process has an earlier ticket."""
        handle = self._handle()
        while handle is not None:
            try:
                fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB, mine.ticket, 0)
            except (BlockingIOError, PermissionError):
                if time.monotonic() >= until:
                    raise Busy from None
                time.sleep(_BETWEEN_LOOKS)
            else:
                fcntl.lockf(handle, fcntl.LOCK_UN, mine.ticket, 0)
                return

    def _lock(self, waiter: _Waiter, how: int) -> None:
        if (handle := self._handle()) is not None:
            fcntl.lockf(handle, how, 1, waiter.ticket)

    def _handle(self) -> int | None:
        """Return the open file.

        It stays open, for closing it would end all locks of this process.
        """
        if self._opened is None and self._file is not None:
            try:
                self._opened = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError:
                # Where no file can be made, the database says by itself why nothing can be written.
                return None
        return self._opened
