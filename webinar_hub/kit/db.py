"""The database: one base for all tables, one edge for writing, alike on both engines."""

import enum
import random
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, ParamSpec, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Engine,
    Enum,
    MetaData,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    String,
    Table,
    TableValuedAlias,
    and_,
    bindparam,
    column,
    func,
    or_,
    select,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, scoped_session
from sqlalchemy.orm import Session as DatabaseSession

from webinar_hub.kit import causes, engines, tokens
from webinar_hub.kit.errors import Busy
from webinar_hub.kit.moments import Moment
from webinar_hub.kit.turns import Turns

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound="Base")

_ACTS = "webinar_hub_acts"
_ACTS_KNOWN = 10
_TRIES = 3
UNNESTED: Any = "unnested"
"""How what a row always has is joined (`innerjoin`): never in brackets after what it may lack.

SQLite would read the whole table in them.
"""


@dataclass(frozen=True)
class Shown:
    """What public pages read of a table: some columns, or all.

    by: the column under whose values its rows have editions of their own. alone: that a row is
    added or deleted shows by itself, without one of another table that leads to it; ends: only that
    it is deleted.
    """

    columns: tuple[str, ...] = ()
    by: str = ""
    alone: bool = True
    ends: bool = False


class Base(DeclarativeBase):
    """What every table shares: an integer key inside, named constraints, aware moments."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: JSON,
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            length=20,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }

    shown: ClassVar[Shown | None] = None
    """What public pages read of it, None for nothing (kit.editions)."""

    id: Mapped[int] = mapped_column(primary_key=True)

    def history_scope(self) -> "str | ScalarSelect[str] | None":
        """Return the region whose secretariat reads what is done with this row ("" for all).

        None: administrators alone. It may be a query that is answered where the entry is written.
        """
        return None


class Keyed:
    """A row with a public address: 16 random characters, made in Python."""

    key: Mapped[str] = mapped_column(String(16), unique=True, default=tokens.key)


class _Rehearsed(Exception):
    """Ends a rehearsal, so that all of it is taken back."""


class _Session(Session):
    """A session of one database, which need not be looked for by each statement's tables."""

    def get_bind(
        self,
        mapper: object | None = None,
        clause: object | None = None,
        bind: Engine | Connection | None = None,
        **_kwargs: object,
    ) -> Engine | Connection:
        return bind or db.engine


class Database:
    """The session of the present context, and the one way to write."""

    def __init__(self) -> None:
        self.extension = SQLAlchemy(
            metadata=Base.metadata,
            session_options={"class_": _Session, "autoflush": True, "expire_on_commit": False},
        )
        self._turns: dict[Engine, Turns] = {}
        self._prepared: dict[tuple[object, ...], Any] = {}

    @property
    def session(self) -> scoped_session[DatabaseSession]:
        """Return the session of the present context."""
        return cast("scoped_session[DatabaseSession]", self.extension.session)

    @property
    def engine(self) -> Engine:
        """Return the engine of the present application."""
        return self.extension.engine

    @property
    def turns(self) -> Turns:
        """Return the line of those who want to write to the present application's database."""
        return self._turns[self.engine]

    def prepare(self, most_waiting: int) -> None:
        """Make the application's database durable, and let so many threads wait to write to it."""
        file = self.engine.url.database if self.engine.dialect.name == "sqlite" else None
        self._turns[self.engine] = Turns(most_waiting, Path(f"{file}-turns") if file else None)
        engines.prepare_engine(self.engine)

    @property
    def acts(self) -> deque[str]:
        """Return the names of the acts written in this context, one a write, the latest last."""
        acts: deque[str] = self.session.info.setdefault(_ACTS, deque(maxlen=_ACTS_KNOWN))
        return acts

    def write(self, action: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run an action in one writing transaction and commit it.

        Run it again, three times at most, when another was faster.

        It waits for its turn: first come first served, four seconds at most, and on SQLite one at a
        time over all processes. On SQLite the transaction begins IMMEDIATE, so that whatever the
        action reads cannot change under it. Rows that the caller had loaded are stale inside: an
        action loads or locks what it decides on. Raises Busy when the database stays locked,
        Unwritable or Unreachable, and whatever the action raises, with nothing written.
        """
        until = time.monotonic() + engines.PATIENCE
        self.session.rollback()
        with self.turns.turn(until):
            return self._write(until, lambda: action(*args, **kwargs))

    def rehearse(self, action: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run an action as `write` does, return what came of it, and leave nothing of it written.

        What it returns must be plain values.
        """
        came: list[R] = []

        def run() -> None:
            came.append(action(*args, **kwargs))
            raise _Rehearsed

        with suppress(_Rehearsed):
            self.write(run)
        return came[-1]

    def _write(self, until: float, act: Callable[[], R]) -> R:
        for attempt in range(1, _TRIES + 1):
            self.session.rollback()
            self.session.expire_all()
            try:
                self.session.connection(
                    execution_options={engines.WRITING: True, engines.UNTIL: until}
                )
                self.acts.append(tokens.key())
                result = act()
                self.session.commit()
                return result
            except DBAPIError as error:
                self.session.rollback()
                if attempt == _TRIES or not _worth_another_try(error, until):
                    if refusal := causes.refusal(error):
                        raise refusal from error
                    raise
                time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311
            except BaseException:
                self.session.rollback()
                raise
        raise AssertionError("unreachable")

    def empty_log(self) -> None:
        """Write SQLite's log into its file and empty it. Not inside a transaction.

        It holds rows as they were before they were erased. Whoever reads at this moment is waited
        for a while; then the log stays until the next time.
        """
        if self.engine.dialect.name != "sqlite":
            return
        self.session.rollback()
        # Past SQLAlchemy, which would begin a transaction first.
        connection = self.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()

    def lock(self, table: type[T], row_id: int) -> T:
        """Return a row, read afresh and locked until the transaction ends.

        On SQLite the transaction itself is the lock.
        """
        return self.session.execute(self.prepared(_locked, table), {"row_id": row_id}).scalar_one()

    def hold(self, name: str) -> None:
        """Let nobody else go on who holds the same name, until the transaction ends.

        On SQLite the transaction itself is the lock.
        """
        if self.engine.dialect.name != "sqlite":
            self.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))

    def begins(self, column: SQLColumnExpression[str | None], text: str) -> ColumnElement[bool]:
        """Return the condition that a text of at least one character begins so.

        On SQLite as a range, since LIKE would look at every row.
        """
        if self.engine.dialect.name == "sqlite":
            return and_(column >= text, column < f"{text[:-1]}{chr(ord(text[-1]) + 1)}")
        return column.startswith(text, autoescape=True)

    def inside(self, column: SQLColumnExpression[str | None], code: str) -> ColumnElement[bool]:
        """Return the condition that a code is this one or, after a dot, one inside it.

        As one range, since a planner would look up each of two conditions by itself.
        """
        if self.engine.dialect.name == "sqlite":
            return and_(column >= code, column < f"{code}/")
        below = column.startswith(f"{code}.", autoescape=True)
        return and_(column.startswith(code, autoescape=True), or_(column == code, below))

    def elements(self, array: ColumnElement[Any]) -> TableValuedAlias:
        """Return the table of what a JSON array holds, one `value` a row.

        Where there is no array it is empty, or has one row of nothing.
        """
        sqlite_has = self.engine.dialect.name == "sqlite"
        listed = func.json_each if sqlite_has else func.json_array_elements
        return listed(array).table_valued(column("value", JSON))

    def moment(self, text: ColumnElement[str]) -> ColumnElement[datetime]:
        """Return the moment, to the second, that a text from JSON tells with its zone."""
        if self.engine.dialect.name == "sqlite":
            return func.datetime(text, type_=Moment())
        return cast_to(text, Moment())

    def prepared(self, build: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return a statement that is built once for each kind of database and each arguments.

        What differs from one time to the next are its bound parameters: building a statement takes
        as long as running it.
        """
        key = (self.engine.dialect.name, build, args, *kwargs.items())
        if key not in self._prepared:
            self._prepared[key] = build(*args, **kwargs)
        return cast("R", self._prepared[key])

    def insert(self, table: type[Base]) -> postgresql.Insert:
        """Return an INSERT that can say what happens on a conflict.

        Both databases write it alike. It goes past the objects of the session, which take longer
        than the row.
        """
        insert = sqlite.insert if self.engine.dialect.name == "sqlite" else postgresql.insert
        return cast("postgresql.Insert", insert(cast("Table", table.__table__)))


def _locked(table: type[T]) -> Select[T]:
    return (
        select(table)
        .where(table.id == bindparam("row_id"))
        .with_for_update(of=table)
        .execution_options(populate_existing=True)
    )


def _worth_another_try(error: DBAPIError, until: float) -> bool:
    if isinstance(error, IntegrityError):
        return True
    # Where a connection was lost nobody knows whether it was stored: whoever pressed presses again,
    # under the same form's id.
    return (
        causes.kind(error) is Busy and not error.connection_invalidated and time.monotonic() < until
    )


db = Database()
