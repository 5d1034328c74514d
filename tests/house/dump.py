"""The whole database as its driver reads it, to say that nothing was changed."""

from functools import cache
from typing import Any

from webinar_hub.kit.db import Base, db

# When a browser was last seen, or a link last opened, is written at most once a minute; attempts
# are counted so that guessing ends.
_MAY_CHANGE = {"sign_in.seen_at", "reading_link.seen_at", "feed.used_at", "feed.client"}
NOT_LOOKED_AT = {"attempts"}


def dump(driver: Any = None) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, save what reading may change.

    driver: a connection of SQLite's driver that knows the statements from the last time.
    """
    # Past SQLAlchemy, whose own work for eighty tables would be most of it.
    reading: Any = driver or db.session.connection().connection.driver_connection
    rows = {name: reading.execute(statement).fetchall() for name, statement in _looked_at().items()}
    db.session.rollback()
    return rows


@cache
def _looked_at() -> dict[str, str]:
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = (f'"{each.name}"' for each in table.columns if str(each) not in _MAY_CHANGE)
        if table.name not in NOT_LOOKED_AT:
            found[table.name] = f'SELECT {", ".join(columns)} FROM "{table.name}" ORDER BY id'
    return found
