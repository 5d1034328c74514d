"""The demo's past as a list of acts, done in the order of time."""

import heapq
from collections.abc import Callable
from datetime import datetime
from typing import TypeVarTuple

Facts = TypeVarTuple("Facts")


class Timeline:
    """Acts that wait for their moment; what lies after the end never happens."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self._waiting: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._added = 0

    def at(self, moment: datetime, act: Callable[[*Facts, datetime], None], *facts: *Facts) -> None:
        """Let an act happen at an aware moment, which it is given after its facts.

        An act may add further ones.
        """
        self._added += 1
        if moment <= self.end:
            heapq.heappush(self._waiting, (moment, self._added, lambda now: act(*facts, now)))

    def run(self) -> None:
        """Call every act, the earliest first.

        Those of one moment in the order in which they were added.
        """
        while self._waiting:
            moment, _order, act = heapq.heappop(self._waiting)
            act(moment)
