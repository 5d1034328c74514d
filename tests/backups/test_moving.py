"""A backup of SQLite comes to PostgreSQL with every row, and the hub goes on there."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select

from tests import databases
from tests.backups.conftest import Hub
from tests.backups.test_journal import check_gone, lived_on
from tests.house import stage
from webinar_hub import doctor
from webinar_hub.backups.contents import Stopped
from webinar_hub.config import PREFIX
from webinar_hub.kit.db import Base, db
from webinar_hub.people.models import Person

_CHANGED_BY_ANY_RESTORE = {
    "address_change",
    "data_code",
    "invitation",
    "letter",
    "sign_in",
    "sign_in_link",
}


@pytest.fixture
def server(postgres_url: str) -> str:
    """Return the address of an empty database of PostgreSQL."""
    return databases.another_database(postgres_url, "moved")


def _move(hub: Hub, server: str) -> None:
    hub.monkeypatch.setenv(f"{PREFIX}DATABASE_URL", server)


def _rows() -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(table.c.id))]
        for table in Base.metadata.sorted_tables
    }


def test_every_row_comes_along_and_the_next_has_the_next_number(
    sqlite_hub: Hub, server: str
) -> None:
    with sqlite_hub.inside() as cast:
        stage.fill(cast)
        before, path = _rows(), sqlite_hub.backup_inside("backup.zip")
    _move(sqlite_hub, server)
    sqlite_hub.restore(path, ask_last=lambda line: line.last)
    with sqlite_hub.inside() as cast:
        after = _rows()
        assert {name for name in before if after[name] != before[name]} <= _CHANGED_BY_ANY_RESTORE
        assert {name: len(rows) for name, rows in before.items()} == {
            name: len(rows) for name, rows in after.items()
        }
        last = db.session.scalar(select(func.max(Person.id)))
        assert cast.person("Grace Simanjuntak").id == (last or 0) + 1
        assert doctor.schema_problem() is None


def test_what_was_to_be_gone_is_gone_there_too(sqlite_hub: Hub, server: str) -> None:
    then, later = lived_on(sqlite_hub), sqlite_hub.folder / "hub.db.kept"
    _move(sqlite_hub, server)
    done = sqlite_hub.restore(sqlite_hub.kept / then.backup, journal_at=later)
    assert (done.with_journal, done.applied.unproved) == (True, ())
    check_gone(sqlite_hub, then)


def test_a_row_that_postgresql_does_not_take_is_said_and_nothing_is_changed(
    sqlite_hub: Hub, server: str
) -> None:
    with sqlite_hub.inside() as cast:
        cast.person("N" * 500)
        path = sqlite_hub.backup_inside("backup.zip")
    _move(sqlite_hub, server)
    with pytest.raises(Stopped, match="Rows of person cannot be stored: value too long"):
        sqlite_hub.restore(path)
    with psycopg.connect(server.replace("+psycopg", "")) as looking:
        found = looking.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert found.fetchall() == []


def test_there_is_no_way_back_to_sqlite(postgresql_hub: Hub, tmp_path: Path) -> None:
    path = postgresql_hub.backup()
    _move(postgresql_hub, f"sqlite:///{tmp_path}/hub.db")
    with pytest.raises(Stopped, match="a hub moves there from SQLite, not back"):
        postgresql_hub.restore(path)
