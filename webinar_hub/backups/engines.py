"""Which database's means to use."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from webinar_hub.backups import postgresql, sqlite


@dataclass(frozen=True)
class Engine:
    """The means of a database: its size, a copy of it, and what is wrong with a copy."""

    name: str
    size: Callable[[str], int]
    copy: Callable[[str, Path], tuple[str, dict[str, int]]]
    problems: Callable[[Path, dict[str, int]], Iterator[str]]


_ALL = {
    "sqlite": Engine("sqlite", sqlite.size, sqlite.copy, sqlite.problems),
    "postgresql": Engine("postgresql", postgresql.size, postgresql.copy, postgresql.problems),
}


def for_address(url: str) -> Engine:
    """Return the engine of a database address."""
    return _ALL["sqlite" if url.startswith("sqlite") else "postgresql"]


def by_name(name: str) -> Engine:
    """Return the engine that a backup was made with, by its name."""
    return _ALL[name]
