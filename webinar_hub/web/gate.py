"""To whom a form is shown at once, and who is given a turn instead.

A form is cheap and its press is not: shown to more people than presses are answered, it lets all of
them wait for long, and most of them for nothing. So where presses begin to wait, forms are shown as
fast as presses are answered, by turns; whoever has a form already goes first.
"""

import math
import mmap
import secrets
from collections.abc import Callable
from functools import wraps
from threading import Lock
from time import monotonic
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, make_response, render_template, request, session

from webinar_hub.kit import clock, making
from webinar_hub.kit.errors import Busy

View = TypeVar("View", bound=Callable[..., Any])

CAME, LATE = "webinar_hub.came", "webinar_hub.late"
"""What the server tells of a request: when it was whole, by time.monotonic(), and whether it waited
so long that it is only told to come again. Without the first nobody is given a turn."""

SLOW = 2.0
"""Seconds after which an answer to a press is slow."""

_SLOW_ONES = 4
"""So many slow answers within _WITHIN seconds are a crowd; fewer are a hiccup."""

_WITHIN = 10
_FEWEST = 3.0
"""Forms a second that are counted on at least, as where nothing is known yet."""

_FORGOTTEN = 60
"""Seconds after which half of a pace is forgotten that was once reached: a process that dies makes
presses slow for a moment, and says nothing of what the machine carries."""

_WORTH_A_PAGE = 2.0
"""Seconds: whoever had to wait for less has the form at once."""

_FASTER, _SLOWER = 1.25, 0.8
_GOOD, _FARTHEST = 300, 1800
"""Seconds for which a turn is good after it came, and how far away it can be: clocks are set."""

_LOOK_AGAIN, _LOOK_AT_LEAST = 30, 120
"""Seconds after which a page asks anew at the soonest and at the latest, unless it is the turn
before: turns come nearer where presses are answered faster, and are gone where a script took them.
"""

_STORED = 303
"""What a press is answered that did something. The pace goes by these alone: not by forms that are
shown again, nor by what was stored before and is pressed again.
"""

_TURN = "in_line"
_SECONDS = 16


class Gate:
    """What all web processes of a machine know of the crowd; it outlives each of them.

    They share it from before they were forked, and lock nothing against each other: that one of two
    misses what the other adds in the same microsecond changes nothing.
    """

    def __init__(self) -> None:
        self.name = secrets.token_hex(4)
        self._alone = Lock()
        shared = memoryview(mmap.mmap(-1, 8 * (4 + 3 * _SECONDS))).cast("d")
        self._given, self._called, self._moment, self._best = (
            shared[each : each + 1] for each in range(4)
        )
        self._seconds = [shared[at : at + 3] for at in range(4, len(shared), 3)]

    def answered(self, took: float, *, stored: bool, now: float) -> None:
        """Note that a press was answered; stored: it did what it was for."""
        with self._alone:
            second = self._seconds[int(now) % _SECONDS]
            if second[0] != int(now):
                second[0], second[1], second[2] = int(now), 0, 0
            second[1] += stored
            second[2] += took > SLOW

    def number(self, now: float) -> float:
        """Give whoever comes now the next number; it is called already where nobody waits."""
        with self._alone:
            pace, crowd = self._call(now)
            if crowd or self._called[0] < self._given[0]:
                self._given[0] = min(self._given[0] + 1, self._called[0] + _FARTHEST * pace)
            return self._given[0]

    def wait(self, number: float, now: float) -> float:
        """Return in about how many seconds a number is called, 0 for now."""
        with self._alone:
            pace, _crowd = self._call(now)
        wait = (number - self._called[0]) / pace
        return wait if wait > _WORTH_A_PAGE else 0.0

    def open(self, now: float) -> bool:
        """Say whether nobody waits."""
        with self._alone:
            _pace, crowd = self._call(now)
        return not crowd and self._called[0] >= self._given[0]

    def good(self, number: float) -> bool:
        """Say whether a number is still to be called, or was not long ago."""
        return self._called[0] - _GOOD * self._best[0] <= number <= self._given[0]

    def _call(self, now: float) -> tuple[float, bool]:
        """Call the numbers whose turn came; return how many a second, and whether it is crowded.

        A line whose turns come and in which hardly anybody presses, nor waits for an answer, is one
        of scripts or of those who left: nobody waits behind it.
        """
        stored, slow = self._lately(now)
        # Another thread may have asked a moment later, and been quicker.
        since, crowd = max(0.0, now - self._moment[0]), slow >= _SLOW_ONES
        best = max(self._best[0] * 0.5 ** (since / _FORGOTTEN), stored / _WITHIN, _FEWEST)
        pace = best * (_SLOWER if crowd else _FASTER)
        called = self._called[0] + since * pace
        if not crowd and stored / _WITHIN < best / 2:
            called = self._given[0]
        self._called[0] = min(called, self._given[0])
        self._moment[0], self._best[0] = self._moment[0] + since, best
        return pace, crowd

    def _lately(self, now: float) -> tuple[float, float]:
        """Return how many presses were stored within some seconds, and how many were slow."""
        lately = [each for each in self._seconds if now - _WITHIN <= each[0] < int(now) + 1]
        return sum(each[1] for each in lately), sum(each[2] for each in lately)


def attach(app: Flask) -> None:
    """Give the application its gate, and let nothing be done for a press that comes too late."""
    app.extensions["gate"] = Gate()

    @app.before_request
    def refuse_late() -> None:
        if request.environ.get(LATE):
            raise Busy


def takes_turns(view: View) -> View:
    """Show a form by turns where more people come than are answered."""

    @wraps(view)
    def entered(**values: Any) -> Any:
        came = request.environ.get(CAME)
        gate: Gate = current_app.extensions["gate"]
        if came is None or making.present() is not None:
            return view(**values)
        if request.method == "POST":
            answer = make_response(view(**values))
            now = monotonic()
            stored = answer.status_code == _STORED and "pressed_again" not in g
            gate.answered(now - came, stored=stored, now=now)
            return answer
        seconds = 0.0 if g.actor.id is not None else _until_turn(gate)
        return _wait_here(seconds) if seconds else view(**values)

    return cast("View", entered)


def _until_turn(gate: Gate) -> float:
    """Return for how many seconds a visitor waits for the form; their turn is in their cookie.

    Another machine has numbers of its own: where there is a crowd, it goes by the hour that this
    one had told.
    """
    here, now = monotonic(), clock.now().timestamp()
    name, number, hour = session.get(_TURN, ("", 0.0, 0.0))
    if name != gate.name and hour - _FARTHEST <= now <= hour + _GOOD:
        return 0.0 if gate.open(here) else max(0.0, float(hour - now))
    if name != gate.name or not gate.good(number):
        number = gate.number(here)
    if wait := gate.wait(number, here):
        session[_TURN] = gate.name, number, round(now + wait, 1)
    return wait


def _wait_here(seconds: float) -> Response:
    """Return the page that opens the form by itself when it is somebody's turn."""
    page = make_response(render_template("web/turn.html", seconds=math.ceil(seconds)), Busy.status)
    again = math.ceil(min(seconds, max(_LOOK_AGAIN, min(seconds / 2, _LOOK_AT_LEAST))))
    page.headers["Retry-After"] = page.headers["Refresh"] = str(again)
    return page
