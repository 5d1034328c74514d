"""A backup takes files from a store and puts them there, and never into one by accident."""

import re

import pytest

from tests import stores
from tests.backups.conftest import Hub
from webinar_hub.backups import reading
from webinar_hub.backups.contents import Stopped
from webinar_hub.config import PREFIX
from webinar_hub.kit import storage
from webinar_hub.kit.files import Files, Folder


def use(hub: Hub, endpoint: str, bucket: str) -> Files:
    """Let an installation have its files in a store, as its config.toml says from now on."""
    with (hub.folder / "config.toml").open("a", encoding="utf-8") as file:
        for name, value in stores.settings(endpoint, bucket).items():
            file.write(f'{name} = "{value}"\n')
    return storage.at(hub.settings)


def held(files: Files) -> dict[str, bytes | None]:
    return {each.path: files.get(each.room, each.name) for each in files.every()}


def test_files_come_out_of_the_store_and_go_back_there(
    sqlite_hub: Hub, store_endpoint: str
) -> None:
    files = use(sqlite_hub, store_endpoint, stores.new_bucket(store_endpoint))
    files.put("certificates", "before.pdf", b"before")
    files.put("logo", "lost.png", b"lost")
    path = sqlite_hub.backup()
    assert reading.examine(path)[1] == []
    files.remove("logo", ["lost.png"])
    files.put("certificates", "before.pdf", b"spoilt")
    files.put("certificates", "after.pdf", b"after")
    assert sqlite_hub.restore(path).left == ""
    assert held(files) == {"certificates/before.pdf": b"before", "logo/lost.png": b"lost"}
    assert not (sqlite_hub.folder / "files").exists()


def test_files_move_between_folder_and_store_by_a_backup(
    sqlite_hub: Hub, store_endpoint: str
) -> None:
    Folder(sqlite_hub.settings.files).put("logo", "a.png", b"a logo")
    path = sqlite_hub.backup()
    files = use(sqlite_hub, store_endpoint, stores.new_bucket(store_endpoint))
    sqlite_hub.restore(path)
    assert held(files) == {"logo/a.png": b"a logo"}


def test_a_backup_tried_out_elsewhere_asks_where_its_files_go(
    sqlite_hub: Hub, store_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = stores.new_bucket(store_endpoint)
    files = use(sqlite_hub, store_endpoint, bucket)
    files.put("logo", "a.png", b"a logo")
    path = sqlite_hub.backup()
    files.put("logo", "newer.png", b"a newer one")
    sqlite_hub.move_to(sqlite_hub.folder.parent / "elsewhere")
    with pytest.raises(Stopped, match=re.escape(f"Set {PREFIX}FILES_BUCKET in the environment")):
        sqlite_hub.restore(path)
    assert not (sqlite_hub.folder / "config.toml").exists()
    monkeypatch.setenv(f"{PREFIX}FILES_BUCKET", "")
    sqlite_hub.restore(path)
    assert sqlite_hub.stored() == {"logo/a.png": b"a logo"}
    assert set(held(files)) == {"logo/a.png", "logo/newer.png"}


def test_a_store_that_does_not_answer_stops_a_backup_and_a_restore(
    sqlite_hub: Hub, store_endpoint: str
) -> None:
    Folder(sqlite_hub.settings.files).put("logo", "a.png", b"a logo")
    path = sqlite_hub.backup()
    use(sqlite_hub, store_endpoint, "never-made")
    with pytest.raises(Stopped, match="there is no such bucket"):
        sqlite_hub.backup("other.zip")
    with pytest.raises(Stopped, match="there is no such bucket"):
        sqlite_hub.restore(path)
    assert [each.name for each in sqlite_hub.kept.iterdir()] == ["backup.zip"]
