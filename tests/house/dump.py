"""The whole database as plain values, to say that nothing was changed."""

from functools import cache
from typing import Any

from sqlalchemy import Select, select

from webinar_hub.kit.db import Base, db

# When a browser was last seen, or a link last opened, is written at most once a minute; attempts
# are counted so that guessing ends.
_MAY_CHANGE = {"sign_in.seen_at", "reading_link.seen_at"}
_NOT_LOOKED_AT = {"attempts"}


def dump() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, save what reading may change."""
    rows = {
        name: [tuple(row) for row in db.session.execute(statement)]
        for name, statement in _looked_at().items()
    }
    db.session.rollback()
    return rows


@cache
def _looked_at() -> dict[str, Select[*tuple[Any, ...]]]:
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if str(column) not in _MAY_CHANGE]
        if table.name not in _NOT_LOOKED_AT:
            found[table.name] = select(*columns).order_by(table.c.id)
    return found
