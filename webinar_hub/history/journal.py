"""What must not come back with an older backup: random keys beside the tables, never a name.

On PostgreSQL they stand in a schema of their own and are written with the act. On SQLite they stand
in a file beside the database and are safe on the disk before the act is committed; once it is, the
file says so, too. Each act that has entries also leaves a mark in the tables: whoever has the
tables knows which of the entries are in them already.
"""

import errno
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, String, Table, event, select
from sqlalchemy.orm import Session

from webinar_hub.history.models import JournalMark
from webinar_hub.kit import causes
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Unwritable
from webinar_hub.kit.files import settle_folder

_PENDING = "journal_pending"

ENTRIES = Table(
    "entry",
    MetaData(schema="journal"),
    Column("id", Integer, primary_key=True),
    Column("act", String(16), nullable=False),
    Column("fact", String(20), nullable=False),
    Column("key", String(80), nullable=False),
    Column("value", Integer, nullable=False),
)
"""Where the entries stand on PostgreSQL: outside the hub's tables, so that a restore keeps them."""


class Fact(StrEnum):
    """What an entry says of a key, and what its value is."""

    ERASED = "erased"  # a person; 0
    CONSENT = "consent"  # a person and the kind of a consent that they took back; 0
    LINK = "link"  # a registration; the edition of its personal link
    PART_LINK = "part link"  # a part in a meeting; the edition of its link
    FORM_LINK = "form link"  # a form; the edition of the link of its page
    CLOSED = "closed"  # the person of an account; 0
    ENDED = "ended"  # a role; 0
    READING = "reading"  # a read-only link that was ended; 0
    FEED = "feed"  # a private calendar that was ended; 0
    REVOKED = "revoked"  # a certificate; 1 where its holder may get another, else 0
    NUMBER = "number"  # a line of numbers; the highest one given


@dataclass(frozen=True)
class Entry:
    """One thing that an act did for good."""

    act: str
    fact: Fact
    key: str
    value: int = 0


@dataclass(frozen=True)
class Journal:
    """Entries in the order of writing, and the acts that are known to have been committed."""

    entries: tuple[Entry, ...] = ()
    committed: frozenset[str] = frozenset()

    def with_older(self, older: "Journal") -> "Journal":
        """Return this journal after another's entries that it has not itself."""
        own = set(self.entries)
        before = tuple(entry for entry in older.entries if entry not in own)
        return Journal(before + self.entries, self.committed | older.committed)

    def shown_by(self, marks: frozenset[str]) -> "Journal":
        """Return this journal with more acts known to be committed."""
        return Journal(self.entries, self.committed | marks)

    def goes_on_from(self, older: "Journal") -> bool:
        """Say whether everything of an older state of it is in it, and there is something."""
        return bool(self.entries) and set(older.entries) <= set(self.entries)

    def text(self) -> str:
        """Return it as lines of JSON."""
        lines = [json.dumps(asdict(entry)) for entry in self.entries]
        lines += [_settled(act) for act in sorted(self.committed)]
        return "".join(f"{line}\n" for line in lines)


def remember(fact: Fact, values: Mapping[str, int]) -> None:
    """Write down for good what an act does to some keys; inside db.write, after every refusal."""
    if not values:
        return
    act = db.acts[-1]
    entries = [Entry(act, fact, key, value) for key, value in values.items()]
    db.session.execute(db.insert(JournalMark).values(act=act).on_conflict_do_nothing())
    if (file := file_beside_database()) is None:
        db.session.execute(ENTRIES.insert(), [asdict(entry) for entry in entries])
    else:
        append(file, [json.dumps(asdict(entry)) for entry in entries])
        db.session.info[_PENDING] = act


def file_beside_database() -> Path | None:
    """Return the file of the present application's journal, None where it stands in a schema."""
    url = db.engine.url
    return file_beside(Path(url.database or "")) if db.engine.dialect.name == "sqlite" else None


def file_beside(database: Path) -> Path:
    """Return the file of the journal beside an SQLite database."""
    return database.with_name(f"{database.name}.kept")


@event.listens_for(Session, "after_commit")
def _say_committed(session: Session) -> None:
    # It comes for a savepoint as well, after which the transaction goes on.
    if session.in_nested_transaction():
        return
    act = session.info.pop(_PENDING, None)
    file = file_beside_database() if act is not None and act == db.acts[-1] else None
    if file is not None:
        # The act is stored already: that the file cannot say so undoes nothing, and is in the log.
        with suppress(OSError, Unwritable):
            append(file, [_settled(act)], durable=False)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)


def _settled(act: str) -> str:
    return json.dumps({"committed": act})


def append(file: Path, lines: Iterable[str], *, durable: bool = True) -> None:
    """Add lines to a journal at once; durable: they are on the disk then. Raises Unwritable."""
    # Begins with a line end, so that a line that was cut off by a power cut spoils no other one.
    text = ("".join(f"\n{line}" for line in lines) + "\n").encode()
    fresh = not file.exists()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(handle, text) < len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if durable:
                os.fsync(handle)
        finally:
            os.close(handle)
        if fresh:
            settle_folder(file.parent)
    except OSError as error:
        if refusal := causes.refusal(error):
            raise refusal from error
        raise


def read(text: str) -> Journal:
    """Return the journal that lines of JSON make; a line that was cut off is none."""
    entries, committed = [], set()
    for line in text.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if "committed" in said:
            committed.add(str(said["committed"]))
        else:
            entries.append(Entry(said["act"], Fact(said["fact"]), said["key"], said["value"]))
    return Journal(tuple(entries), frozenset(committed))


def take_in(journal: Journal) -> None:
    """Add what the present application's journal does not say yet; runs inside db.write."""
    there = set(present().entries)
    new = [entry for entry in journal.entries if entry not in there]
    if (file := file_beside_database()) is not None:
        append(file, Journal(tuple(new), journal.committed).text().splitlines())
    elif sure := [asdict(each) for each in new if each.act in journal.committed]:
        db.session.execute(ENTRIES.insert(), sure)


def go_on(file: Path, other: Path) -> None:
    """Let a journal say what another one, which began as a copy of it, says more."""
    if other.exists():
        known = len(file.read_text("utf-8").splitlines()) if file.exists() else 0
        if more := other.read_text("utf-8").splitlines()[known:]:
            append(file, more)


def present() -> Journal:
    """Return the journal of the present application."""
    if (file := file_beside_database()) is not None:
        return read(file.read_text("utf-8")) if file.is_file() else Journal()
    rows = db.session.execute(select(ENTRIES).order_by(ENTRIES.c.id)).all()
    entries = tuple(Entry(row.act, Fact(row.fact), row.key, row.value) for row in rows)
    return Journal(entries, frozenset(entry.act for entry in entries))
