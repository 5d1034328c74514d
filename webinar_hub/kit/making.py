"""What a page depends on that is being made to be kept: editions, and the time."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    Column,
    Connection,
    Date,
    Engine,
    event,
    func,
    select,
)
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ClauseElement

from webinar_hub.kit import clock, editions
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.moments import Moment

R = TypeVar("R")

_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class _Asked:
    names: frozenset[str]
    ask: Callable[[], object]
    answer: object


class Making:
    """What a page depends on.

    fit: it may be kept, as it depends on nothing else. From `since` until `until` time alone
    changes nothing of it. Each edition is read before what it is of, so that what is older is never
    taken for it; known are some that were read before.
    """

    def __init__(self, known: Mapping[str, int]) -> None:
        self.began = clock.now()
        self.numbers = {editions.EVERYTHING: known[editions.EVERYTHING]}
        self._known = known
        self.since, self.until = _EARLIEST, _LATEST
        self.fit = True
        self._compared: dict[tuple[Column[Any], datetime], None] = {}
        self._asked: list[_Asked] = []

    def read(self, connection: Connection, names: Iterable[str]) -> None:
        """Read the editions of what this connection reads next."""
        wanted = [name for name in names if name not in self.numbers]
        self.numbers |= {name: self._known[name] for name in wanted if name in self._known}
        if new := [name for name in wanted if name not in self._known]:
            self.numbers |= editions.numbers(connection, new)

    def reached(self, moment: datetime) -> bool:
        """Say whether a moment is past, and note it."""
        past = moment <= clock.now()
        if past:
            self.since = max(self.since, moment)
        else:
            self.until = min(self.until, moment)
        return past

    def compare(self, statement: ClauseElement) -> None:
        """Note the columns that a statement compares with a moment, which goes on with the clock.

        A moment or a day that stands in it in another way makes the page unfit.
        """
        others = 0
        for part in visitors.iterate(statement):
            others += isinstance(part, BindParameter) and isinstance(part.type, Moment | Date)
            if isinstance(part, BinaryExpression):
                for column, value in ((part.left, part.right), (part.right, part.left)):
                    moment = value.effective_value if isinstance(value, BindParameter) else None
                    if isinstance(column, Column) and isinstance(moment, datetime):
                        self._compared[column, moment] = None
                        others -= 1
        self.fit = self.fit and others == 0

    def settle(self, connection: Connection) -> None:
        """Look up which stored moments were passed last, and which come next."""
        asked = [
            nearest.scalar_subquery()
            for column, moment in self._compared
            for nearest in (
                select(func.max(column)).where(column < moment),
                select(func.min(column)).where(column >= moment),
            )
        ]
        found: Iterator[datetime | None] = iter(
            connection.execute(select(*asked)).one() if asked else ()
        )
        for (_column, moment), last, following in zip(self._compared, found, found, strict=True):
            ahead = self.began - moment
            self.since = max(self.since, last + ahead if last else _EARLIEST)
            self.until = min(self.until, following + ahead if following else _LATEST)

    def keep_answer(self, names: Iterable[str], ask: Callable[[], object], answer: object) -> None:
        """Remember that the page shows only this answer of what some editions stand for."""
        self._asked.append(_Asked(frozenset(names), ask, answer))

    def holds(self, numbers: Mapping[str, int]) -> bool:
        """Say whether what was made is still what would be made now."""
        return self.since <= clock.now() < self.until and numbers == self.numbers

    def holds_again(self, numbers: Mapping[str, int]) -> bool:
        """Say whether it holds as every answer it shows of what changed is still the same."""
        changed = {name for name, number in numbers.items() if self.numbers[name] != number}
        asked = [each for each in self._asked if each.names & changed]
        held = (
            self.since <= clock.now() < self.until
            and changed <= frozenset[str]().union(*(each.names for each in asked))
            and all(each.ask() == each.answer for each in asked)
        )
        if held:
            self.numbers = dict(numbers)
        return held

    def look(self, statement: str) -> None:
        """Make the page unfit where a statement reads a table whose edition was not noted."""
        for table in _tables_in(statement):
            shown = editions.shown_by_table().get(table)
            read = shown and (
                not shown.by
                or any(each.startswith(editions.name(table, "")) for each in self.numbers)
            )
            self.fit = self.fit and bool(read)


_present: ContextVar[Making | None] = ContextVar("making", default=None)


@contextmanager
def making(known: Mapping[str, int]) -> Iterator[Making]:
    """Note inside the block what a page depends on; known are editions that were read before."""
    page = Making(known)
    token = _present.set(page)
    try:
        yield page
    finally:
        _present.reset(token)


@contextmanager
def aside() -> Iterator[None]:
    """Let what is asked inside the block be no part of the page that is being made."""
    token = _present.set(None)
    try:
        yield
    finally:
        _present.reset(token)


def present() -> Making | None:
    """Return what is noted of the page that is being made to be kept, None while there is none."""
    return _present.get()


def reached(moment: datetime | None) -> bool:
    """Say whether a moment is past; None never is.

    Public pages ask so and not by the clock: one that is kept is made anew when it is.
    """
    if moment is None:
        return False
    page = _present.get()
    return page.reached(moment) if page else moment <= clock.now()


def shown_of(table: type[Base], values: Iterable[int], ask: Callable[[], R]) -> R:
    """Return the one answer that a page shows of rows that have editions of their own.

    values: those the editions go by. Where the rows change it is only asked again, and the page
    stays as long as it is the same; so it must go by nothing that is loaded.
    """
    page = _present.get()
    if page is None:
        return ask()
    names = [editions.name(table.__tablename__, each) for each in values]
    page.read(db.session.connection(), names)
    answer = ask()
    page.keep_answer(names, ask, answer)
    return answer


@event.listens_for(db.extension.session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if page := _present.get():
        page.compare(cast("ClauseElement", state.statement))


def watch(engine: Engine) -> None:
    """Look at every statement by which a page is made."""

    @event.listens_for(engine, "before_cursor_execute")
    def before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if page := _present.get():
            page.look(statement)


@lru_cache(maxsize=1024)
def _tables_in(statement: str) -> tuple[str, ...]:
    others = Base.metadata.tables.keys() - {editions.Edition.__tablename__}
    return tuple(others & set(_WORD.findall(statement)))
