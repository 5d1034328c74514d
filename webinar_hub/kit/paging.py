"""One page of a long list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, or_

T = TypeVar("T")

EVERYTHING = 0
_FITS = 2000


@dataclass(frozen=True)
class Paged:
    """Where one stands in a long list: its lines, lines a page, and the page's number, from 1."""

    lines: int
    size: int
    number: int

    @classmethod
    def at(cls, lines: int, size: int, asked: int) -> Self:
        """Return the page that somebody asks for.

        The last one where they ask for more, the first where for less.

        EVERYTHING asks for all lines on one page, as for printing, where they are not too many for
        that.
        """
        if asked == EVERYTHING and cls(lines, size, 1).fits:
            return cls(lines, max(lines, size), 1)
        return cls(lines, size, min(max(1, asked), cls(lines, size, 1).last))

    @property
    def fits(self) -> bool:
        """Say whether all lines can stand on one page."""
        return self.lines <= _FITS

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.lines // self.size))

    @property
    def offset(self) -> int:
        """Return how many lines stand before this page."""
        return (self.number - 1) * self.size

    def of(self, lines: Sequence[T]) -> Sequence[T]:
        """Return the lines of this page, of all lines."""
        return lines[self.offset : self.offset + self.size]


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list that goes on after a key.

    after: the key after which the next page begins, None on the last. alike: nothing is called as
    was searched, so these are called alike.
    """

    rows: Sequence[T]
    after: str | None
    alike: bool = False


def cut(found: Sequence[T], size: int, key_of: Callable[[T], str]) -> Page[T]:
    """Return a page of so many rows; found may hold one more, which tells that the list goes on."""
    return Page(found[:size], key_of(found[size - 1]) if len(found) > size else None)


def behind(
    *order: tuple[SQLColumnExpression[Any], Any], falling: bool = False
) -> ColumnElement[bool]:
    """Return the condition that a row stands behind the one with these values, by these columns.

    falling: the list begins with the largest.
    """
    (column, value), *rest = order
    past = column < value if falling else column > value
    return or_(past, and_(column == value, behind(*rest, falling=falling))) if rest else past
