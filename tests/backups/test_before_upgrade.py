"""An upgrade makes a backup of the older tables first, or changes nothing."""

import shutil

import pytest
from alembic import command

from tests.backups.conftest import Hub
from tests.migrations import released
from webinar_hub import cli, migrations
from webinar_hub.backups import reading


def _go_back(hub: Hub) -> str:
    """Bring the tables back to those of a released version; return their step."""
    step = released.last_step(released.versions()[0])
    with hub.inside():
        command.downgrade(migrations.config(), step)
    return step


def _step(hub: Hub) -> object:
    [(step,)] = hub.rows("SELECT version_num FROM alembic_version")
    return step


def test_the_tables_as_they_were_lie_in_a_backup_that_is_whole(hub: Hub) -> None:
    older = _go_back(hub)
    # The second time nothing is older, so that nothing is kept once more.
    for _time in range(2):
        assert cli.main(["upgrade"]) == 0
        [made] = (hub.folder / "backups").iterdir()
        manifest, problems = reading.examine(made)
        assert (manifest.revision, problems) == (older, [])
        assert made.name.startswith("before-upgrade-")
        assert _step(hub) == migrations.last()


def test_without_room_for_it_nothing_is_changed_unless_none_is_wanted(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    older = _go_back(sqlite_hub)
    usage = shutil.disk_usage(sqlite_hub.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1))
    assert cli.main(["upgrade"]) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert _step(sqlite_hub) == older
    assert cli.main(["upgrade", "--without-backup"]) == 0
    assert _step(sqlite_hub) == migrations.last()
