"""Many things in parts that a statement can take."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, cast

Things = TypeVar("Things", bound=Sequence[Any])

MOST = 1000


def parts(things: Things, most: int = MOST) -> Iterator[Things]:
    """Return the things in their order, at most so many at a time."""
    for start in range(0, len(things), most):
        yield cast("Things", things[start : start + most])
