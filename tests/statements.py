"""Count what a page asks of the database, once it is no longer kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine.interfaces import CacheStats

from webinar_hub.kit.db import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements that go to the database inside the block."""
    seen: list[str] = []

    def on_execute(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", on_execute)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", on_execute)


@contextmanager
def written_anew() -> Iterator[list[str]]:
    """Collect the statements inside the block that SQLAlchemy writes out anew each time."""
    seen: list[str] = []

    def on_execute(
        _c: Any, _cursor: Any, statement: str, _p: Any, context: Any, _many: Any
    ) -> None:
        # One that goes past SQLAlchemy's own work was compiled once (kit.plain).
        if context and context.compiled and context.cache_hit is CacheStats.NO_CACHE_KEY:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", on_execute)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", on_execute)
