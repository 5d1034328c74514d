"""What happened once in an installation, put back for every test that begins with it."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from tests import databases
from tests.backups.conftest import Hub

T = TypeVar("T")


@dataclass(frozen=True)
class _Life:
    """An installation as it was left; told: what whoever lived it returned."""

    folder: Path
    database: str
    told: Any


_lives: dict[tuple[str, str], _Life] = {}


def once(hub: Hub, live: Callable[[Hub], T]) -> T:
    """Let something happen in a new installation; after the first time put back what came of it.

    live: returns plain values, and no path.
    """
    which = (hub.engine, live.__name__)
    if which in _lives:
        _put_back(_lives[which], hub)
    else:
        told = live(hub)
        _lives[which] = _kept(hub, "-".join(which), told)
    return cast("T", _lives[which].told)


def _kept(hub: Hub, name: str, told: object) -> _Life:
    folder = Path(tempfile.mkdtemp(prefix=name, dir=hub.shared))
    for each in (hub.folder, hub.kept):
        shutil.copytree(each, folder / each.name)
    url = hub.settings.database_url
    copied = databases.another_database(hub.server, name, copy_of=url) if hub.server else ""
    return _Life(folder, copied, told)


def _put_back(life: _Life, hub: Hub) -> None:
    for each in (hub.folder, hub.kept):
        shutil.rmtree(each)
        shutil.copytree(life.folder / each.name, each)
    if hub.server:
        databases.another_database(hub.server, "backups", copy_of=life.database)
