"""What a process keeps in memory, up to so many bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Shelf(Generic[Key, Value]):
    """Keeps values by key; where there is no room, what was asked for longest ago goes.

    weigh tells the bytes of a value.
    """

    def __init__(self, most: int, weigh: Callable[[Value], int]) -> None:
        self.size = 0
        self._most, self._weigh = most, weigh
        self._lock = Lock()
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """Return what is kept under a key, None for nothing."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, value: Value) -> None:
        """Keep a value in the place of the one before."""
        with self._lock:
            self._take(key)
            self._kept[key] = value
            self.size += self._weigh(value)
            while self.size > self._most:
                self._take(next(iter(self._kept)))

    def clear(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    def _take(self, key: Key) -> None:
        if (value := self._kept.pop(key, None)) is not None:
            self.size -= self._weigh(value)
