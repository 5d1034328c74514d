"""To whom a form is shown at once, and who is given a turn instead.

A form is cheap and its press is not: shown to more people than presses are answered, it lets all of
them wait for long, and most of them for nothing. So where presses begin to wait, forms are shown as
fast as presses are answered, by turns; whoever has a form already goes first.
"""

import math
import mmap
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

_WORTH_A_PAGE = 2.0
"""Seconds: whoever had to wait for less has the form at once."""

_FASTER, _SLOWER = 1.25, 0.8
_GOOD, _FARTHEST = 300, 1800
"""Seconds for which a turn is good after it came, and how far away it can be: clocks are set."""

_STORED = 303
"""What a press is answered that did something; what it only shows again says of no pace."""

_TURN = "turn"
_SECONDS = 16


class Gate:
    """What all web processes of a machine know of the crowd; it outlives each of them.

    They share it from before they were forked, and lock nothing against each other: that one of two
    misses what the other adds in the same microsecond changes nothing.
    """

    def __init__(self) -> None:
        self._alone = Lock()
        self._next, self._carried, *seconds = (
            memoryview(mmap.mmap(-1, 8 * (2 + 3 * _SECONDS))).cast("d")[at : at + size]
            for at, size in [(0, 1), (1, 1), *((2 + 3 * each, 3) for each in range(_SECONDS))]
        )
        self._seconds = seconds

    def answered(self, took: float, *, stored: bool, now: float) -> None:
        """Note that a press was answered; stored: it did what it was for."""
        with self._alone:
            second = self._seconds[int(now) % _SECONDS]
            if second[0] != int(now):
                second[0], second[1], second[2] = int(now), 0, 0
            second[1] += stored
            second[2] += took > SLOW

    def wait(self, now: float) -> float:
        """Return in how many seconds whoever comes now has their turn, 0 for at once.

        A line whose turns come and in which hardly anybody presses, nor waits for an answer, is one
        of scripts or of those who left: nobody waits behind it.
        """
        stored, slow = self._lately(now)
        crowd, pace = slow >= _SLOW_ONES, max(_FEWEST, stored / _WITHIN)
        with self._alone:
            if crowd:
                self._carried[0] = pace
            elif self._next[0] <= now or stored / _WITHIN < self._carried[0] / 2:
                self._next[0] = min(self._next[0], now)
                return 0.0
            pace *= _SLOWER if crowd else _FASTER
            self._next[0] = min(max(self._next[0], now) + 1 / pace, now + _FARTHEST)
            wait = self._next[0] - now
        return wait if wait > _WORTH_A_PAGE else 0.0

    def open(self, now: float) -> bool:
        """Say whether nobody waits for a turn."""
        return self._next[0] <= now

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
            gate.answered(now - came, stored=answer.status_code == _STORED, now=now)
            return answer
        seconds = 0.0 if g.actor.id is not None else _until_turn(gate)
        return _wait_here(seconds) if seconds else view(**values)

    return cast("View", entered)


def _until_turn(gate: Gate) -> float:
    """Return for how many seconds a visitor waits for the form; their turn is in their cookie."""
    here, now = monotonic(), clock.now().timestamp()
    turn = session.get(_TURN)
    if turn is not None and turn - now <= _FARTHEST:
        if turn <= now <= turn + _GOOD or gate.open(here):
            return 0.0
        if now < turn:
            return float(turn - now)
    wait = gate.wait(here)
    if wait:
        session[_TURN] = round(now + wait, 1)
    return wait


def _wait_here(seconds: float) -> Response:
    """Return the page that opens the form by itself when it is somebody's turn."""
    rounded = math.ceil(seconds)
    page = make_response(render_template("web/turn.html", seconds=rounded), Busy.status)
    page.headers["Retry-After"] = page.headers["Refresh"] = str(rounded)
    return page
