"""Say which tables a statement would read from end to end, asked of the database itself.

And which pages may do so, each with its reason.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from webinar_hub.kit.db import db

GROWING = (
    *("person", "affiliation", "organisation", "letter", "entry"),
    *("registration", "seat", "sent_form", "form_date"),
    *("meeting", "meeting_word", "appearance"),
    *("evidence", "match", "attendance", "certificate", "certificates_due"),
)
"""The tables that grow for ever."""

_WAITING = "ix_evidence_undecided"
"""An index of what waits alone: whoever reads it whole reads few rows."""


@contextmanager
def sent() -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that go to the database inside the block, with their values."""
    seen: list[tuple[str, Any]] = []

    def on_execute(
        _connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool
    ) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            seen.append((statement, values[0] if many else values))

    event.listen(db.engine, "before_cursor_execute", on_execute)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", on_execute)


def plan(connection: Connection, statement: str, values: Any) -> list[str]:
    """Return the lines of SQLite's plan of a statement."""
    asked = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return [str(row[3]) for row in asked]


def read_whole(connection: Connection, statement: str, values: Any) -> set[str]:
    """Return the growing tables that a statement reads from end to end for want of an index.

    Following an order that is kept counts as reading less only where the statement says LIMIT.
    """
    if connection.dialect.name == "sqlite":
        lines = [each for each in plan(connection, statement, values) if _WAITING not in each]
        if "LIMIT" in statement and not any("TEMP B-TREE" in line for line in lines):
            return set()
        return {table for line in lines if (table := _scanned(line, statement)) in GROWING}
    # On tables as small as a test's, PostgreSQL reads everything unless it is asked not to where it
    # can.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    lines = [str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values)]
    return {
        found[1]
        for line in lines
        if (found := re.search(r"Seq Scan on \"?(\w+)", line)) and found[1] in GROWING
    }


def _scanned(line: str, statement: str) -> str | None:
    found = re.match(r"SCAN (\w+)", line)
    if found is None:
        return None
    named = re.search(rf'(?:FROM|JOIN|,)\s+\(*"?(\w+)"? AS "?{found[1]}"?\b', statement)
    return named[1] if named else found[1]


NAMES = "a part of a name is looked for in every name of the directory: 3 ms for 20,000, and no index that both databases have does it"
_COUNT = "says how many organisations there are"
_ALLOWED = {("directory_unknown_names.unknown", "organisation"): NAMES}
"""Page and table, with the reason."""
_OF_THE_NETWORK = {
    ("directory_desk.index", "organisation"): f"{NAMES}; {_COUNT}",
    ("directory_desk.merge", "organisation"): NAMES,
}
"""Where a province asks, SQLite looks among its own organisations alone."""
_ENDS = "the first and the last date are looked up along the index of dates"
_ALONG_DATES = {("archive.index", "meeting"): _ENDS, ("home.front", "meeting"): _ENDS}
"""What SQLite reads in an order that is kept, in a part of the statement that ends soon."""
QUESTIONS = {
    "archive.index": ["?q=sesi", "?q=sesj&klaster=kesehatan&rekaman=ada"],
    "directory_desk.index": ["?cari=contoh", "?provinsi=53&jenis=ngo"],
    "network.search": ["?q=contoh"],
    "records_people.index": ["?cari=maria", "?cari=08123456", "?cari=maria@example.org"],
}
"""What is asked of pages that search."""


def may_read_whole(of: str) -> set[tuple[str, str]]:
    """Return the pages that may read a table whole, and that table, on the present database.

    of: for whom they are made, as "administrator"; for a visitor they are not those of the desk.
    """
    sqlite = db.engine.dialect.name == "sqlite"
    allowed = {*_ALONG_DATES} if sqlite else set()
    if of != "visitor":
        allowed |= {*_ALLOWED}
        if of == "administrator" or not sqlite:
            allowed |= {*_OF_THE_NETWORK}
    return allowed


class Looked:
    """What pages read whole that were looked at; each statement is asked about once."""

    def __init__(self) -> None:
        self.whole: set[tuple[str, str]] = set()
        self._known: dict[str, set[str]] = {}

    @contextmanager
    def at(self, name: str) -> Iterator[list[tuple[str, Any]]]:
        """Look at the statements of the block, which are those of a page or an act."""
        with sent() as statements:
            yield statements
        self.whole |= {(name, table) for each in statements for table in self._read(*each)}

    def _read(self, statement: str, values: object) -> set[str]:
        if statement not in self._known:
            with db.engine.connect() as connection:
                self._known[statement] = read_whole(connection, statement, values)
        return self._known[statement]
