"""Write down row by row what an act changes, so that it can be taken back to the letter.

What others changed since stays theirs.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Date, Table, delete, insert, select, update

from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.moments import Moment

Change = list[Any]
"""A table's name, a row's id, a column's name, and the JSON before and after."""


UNDO_WITHIN = timedelta(days=30)
"""How long two who were merged can be made two again."""


class UndoneAlready(Refused):
    """They are two already."""

    status = 409
    sentence = _("They have been made two again meanwhile.")


class TooLateToUndo(Refused):
    """The thirty days are over, or the data were erased."""

    sentence = _("This can be undone for 30 days, but not once data have been erased.")


class UndoLaterFirst(Refused):
    """There was another merge since."""

    sentence = _("There was another merge since. Take that back first.")


def may_undo(*, at: datetime, undone: bool, forgotten: bool, later: bool, now: datetime) -> None:
    """Raise UndoneAlready, TooLateToUndo or UndoLaterFirst.

    later: the one who stayed was merged once more since.
    """
    if undone:
        raise UndoneAlready
    if forgotten or now - at > UNDO_WITHIN:
        raise TooLateToUndo
    if later:
        raise UndoLaterFirst


class Ledger:
    """The changes of one act, in their order."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.added: list[list[Any]] = []
        self.deleted: list[list[Any]] = []

    def set(self, model: type[Base], row_id: int, **values: Any) -> None:
        """Write values into a row, and note what they replace."""
        self.set_where(model, model.id == row_id, **values)

    def set_where(self, model: type[Base], which: ColumnElement[bool], **values: Any) -> int:
        """Write values into the rows of a condition, and note what they replace.

        Return how many rows that were.
        """
        db.session.flush()
        table = _table(model)
        rows = (
            db.session.execute(
                select(table.c.id, *(table.c[name] for name in values))
                .where(which)
                .order_by(table.c.id)
            )
            .mappings()
            .all()
        )
        for row in rows:
            self.changes += [
                [table.name, row["id"], name, _plain(row[name]), _plain(value)]
                for name, value in values.items()
                if row[name] != value
            ]
        ids = [row["id"] for row in rows]
        if ids:
            db.session.execute(update(table).where(table.c.id.in_(ids)).values(**values))
        return len(ids)

    def watch(self, model: type[Base], which: ColumnElement[bool]) -> "Watched":
        """Look at the rows of a condition now, so that `noted` can say what became of them."""
        return Watched(self, model, which)

    def stored(self) -> dict[str, Any]:
        """Return everything as plain JSON."""
        return {"changes": self.changes, "added": self.added, "deleted": self.deleted}


class Watched:
    """Rows that something else writes, compared before and after."""

    def __init__(self, ledger: Ledger, model: type[Base], which: ColumnElement[bool]) -> None:
        self._ledger, self._table, self._which = ledger, _table(model), which
        self._before = self._rows()

    def noted(self) -> None:
        """Write down what was changed, added and deleted since."""
        after, name = self._rows(), self._table.name
        for row_id, row in self._before.items():
            if row_id not in after:
                self._ledger.deleted.append(
                    [name, {column: _plain(value) for column, value in row.items()}]
                )
            else:
                new = after[row_id]
                self._ledger.changes += [
                    [name, row_id, c, _plain(row[c]), _plain(new[c])]
                    for c in row
                    if row[c] != new[c]
                ]
        self._ledger.added += [[name, row_id] for row_id in after if row_id not in self._before]

    def _rows(self) -> dict[int, Mapping[str, Any]]:
        db.session.flush()
        found = db.session.execute(
            select(self._table).where(self._which).order_by(self._table.c.id)
        ).mappings()
        return {row["id"]: dict(row) for row in found}


def take_back(manifest: Mapping[str, Any]) -> None:
    """Put back what stood before, the latest change first.

    What has another value by now stays as it is.
    """
    db.session.flush()
    for name, row_id in manifest["added"]:
        db.session.execute(delete(_named(name)).where(_named(name).c.id == row_id))
    for _row, changes in groupby(reversed(manifest["changes"]), key=lambda change: change[:2]):
        _put_back(list(changes))
    for name, row in manifest["deleted"]:
        table = _named(name)
        if db.session.execute(select(table.c.id).where(table.c.id == row["id"])).first() is None:
            db.session.execute(
                insert(table).values(
                    {column: _value(table.c[column], value) for column, value in row.items()}
                )
            )
    db.session.expire_all()


def _put_back(changes: list[Change]) -> None:
    table, row_id = _named(changes[0][0]), changes[0][1]
    found = db.session.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
    if found is None:
        return
    row = {name: _plain(value) for name, value in found.items()}
    for _table_name, _row_id, column, before, after in changes:
        if row[column] == after:
            row[column] = before
    changed = {
        name: _value(table.c[name], value)
        for name, value in row.items()
        if value != _plain(found[name])
    }
    if changed:
        db.session.execute(update(table).where(table.c.id == row_id).values(**changed))


def _table(model: type[Base]) -> Table:
    return cast("Table", model.__table__)


def _named(name: str) -> Table:
    return Base.metadata.tables[name]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _value(column: Column[Any], plain: Any) -> Any:
    if plain is None:
        return None
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(plain)
    if isinstance(column.type, Date):
        return date.fromisoformat(plain)
    kinds = getattr(column.type, "enum_class", None)
    return kinds(plain) if kinds else plain
