"""A backup holds everything, is made while others write, and says when it is damaged."""

import itertools
import os
import shutil
import sqlite3
import stat
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.backups.conftest import Hub
from webinar_hub.backups import commands, contents, reading
from webinar_hub.backups.contents import Stopped
from webinar_hub.kit.files import Folder


def problems(path: Path) -> str:
    """Return what is wrong with a backup."""
    try:
        return " ".join(reading.examine(path)[1])
    except Stopped as stopped:
        return str(stopped)


def test_a_backup_holds_everything_and_only_its_owner_reads_it(hub: Hub) -> None:
    with hub.inside() as cast:
        cast.maria()
    Folder(hub.settings.files).put("certificates", "abc.pdf", b"a document")
    path = hub.backup()
    manifest, wrong = reading.examine(path)
    assert wrong == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in hub.kept.iterdir()] == ["backup.zip"]
    assert manifest.rows["person"] == 1
    assert set(manifest.files) == {
        contents.DATABASE,
        contents.JOURNAL,
        contents.SETTINGS,
        "files/certificates/abc.pdf",
    }
    with reading.opened(path) as backup:
        backup.take_out("files/certificates/abc.pdf", hub.kept / "taken")
        backup.take_out(contents.SETTINGS, hub.kept / "settings")
    assert (hub.kept / "taken").read_bytes() == b"a document"
    assert (hub.kept / "settings").read_bytes() == (hub.folder / "config.toml").read_bytes()


def test_a_backup_is_whole_while_others_write(sqlite_hub: Hub) -> None:
    over = threading.Event()
    with closing(sqlite3.connect(sqlite_hub.folder / "hub.db")) as first:
        first.executescript("CREATE TABLE one (n); CREATE TABLE two (n)")

    def write() -> None:
        with closing(sqlite3.connect(sqlite_hub.folder / "hub.db", timeout=30)) as other:
            for number in itertools.takewhile(lambda _: not over.is_set(), itertools.count()):
                with other:
                    other.execute("INSERT INTO one VALUES (?)", (number,))
                    other.execute("INSERT INTO two VALUES (?)", (number,))

    writing = threading.Thread(target=write)
    with sqlite_hub.inside():
        writing.start()
        try:
            made = [reading.examine(sqlite_hub.backup_inside(f"{each}.zip")) for each in range(5)]
        finally:
            over.set()
            writing.join()
    assert [wrong for _manifest, wrong in made] == [[]] * 5
    counts = [(manifest.rows["one"], manifest.rows["two"]) for manifest, _wrong in made]
    assert all(one == two for one, two in counts)
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_whatever_is_changed_in_a_backup_is_noticed(hub: Hub) -> None:
    with hub.inside() as cast:
        cast.maria()
    Folder(hub.settings.files).put("certificates", "abc.pdf", b"a document")
    path = hub.backup()
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}

    def changed(**others: bytes | None) -> str:
        again = hub.kept / "changed.zip"
        with zipfile.ZipFile(again, "w") as made:
            for name, content in ({**parts, **others}).items():
                if content is not None:
                    made.writestr(name, content)
        return problems(again)

    assert changed() == ""
    assert "is not what was written" in changed(**{contents.DATABASE: b"other"})
    assert "is not what was written" in changed(**{"files/certificates/abc.pdf": b"other"})
    assert "is missing" in changed(**{contents.JOURNAL: None})
    assert "is not listed" in changed(**{"files/certificates/other.pdf": b"more"})
    assert "no backup" in changed(**{contents.LIST: None})
    assert "no backup of the hub" in changed(**{contents.LIST: b"{}"})
    fewer = parts[contents.LIST].replace(b'"person": 1', b'"person": 2')
    assert "rows are not those that were written" in changed(**{contents.LIST: fewer})
    newer = parts[contents.LIST].replace(b'"format": 1', b'"format": 2')
    assert "with that version or a newer one" in changed(**{contents.LIST: newer})
    cut = hub.kept / "cut.zip"
    cut.write_bytes(path.read_bytes()[:-200])
    assert "is damaged, or no backup" in problems(cut)
    assert "There is no file" in problems(hub.kept / "missing.zip")


def test_rows_that_lead_nowhere_and_a_broken_database_are_noticed(sqlite_hub: Hub) -> None:
    with closing(sqlite3.connect(sqlite_hub.folder / "hub.db")) as other, other:
        other.execute("INSERT INTO sound (person_id, key) VALUES (77, 'x')")
    assert "Rows of sound lead to others" in problems(sqlite_hub.backup())


def test_verify_says_what_it_found_and_needs_no_installation(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    path = sqlite_hub.backup()
    sqlite_hub.move_to(tmp_path / "nowhere")
    assert commands.verify(path, sqlite_hub.said.append) == 0
    assert f"{path} is whole: made " in sqlite_hub.said[-1]


def test_a_backup_that_may_not_fit_is_not_begun(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = (sqlite_hub.folder / "hub.db").stat().st_size
    usage = shutil.disk_usage(sqlite_hub.kept)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=2 * size - 1))
    with pytest.raises(Stopped, match="twice the size of what it holds"):
        sqlite_hub.backup()
    assert list(sqlite_hub.kept.iterdir()) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=3 * size))
    sqlite_hub.backup()


def _older(folder: Path, name: str) -> None:
    """Put a program first that says it is of another century."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) 9.6.24'\n")
    program.chmod(0o700)


def test_programs_that_are_missing_or_older_than_the_server_are_said(
    postgresql_hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _older(tmp_path / "old", "pg_dump")
    monkeypatch.setenv("PATH", f"{tmp_path / 'old'}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(Stopped, match=r"pg_dump is older than the server: it says '.* 9\.6"):
        postgresql_hub.backup()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Stopped, match="There is no pg_dump here"):
        postgresql_hub.backup()
    assert list(postgresql_hub.kept.iterdir()) == []


def test_where_nothing_can_be_written_it_is_said(sqlite_hub: Hub) -> None:
    with pytest.raises(Stopped, match="is a folder: name a file in it"):
        sqlite_hub.backup(".")
    with pytest.raises(Stopped, match="There is no folder"):
        sqlite_hub.backup("missing/backup.zip")
    (sqlite_hub.folder / "hub.db").write_bytes(b"not a database " * 1000)
    with sqlite_hub.inside(), pytest.raises(Stopped, match="cannot be copied"):
        sqlite_hub.backup_inside("backup.zip")
    assert list(sqlite_hub.kept.iterdir()) == []
