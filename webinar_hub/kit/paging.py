"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

T = TypeVar("T")

EVERYTHING = 0
_FITS = 2000


@dataclass(frozen=True)
class Paged:
    """Where one stands in a long list: how many lines it has, how many stand on a page, and the number of the page, from 1."""

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
