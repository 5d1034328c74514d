"""Measure how readers fare while thirty people wait to write."""

import itertools
import logging
import sqlite3
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from bench.beside import fill
from bench.visitor import TOKENS, Visitor
from tests import databases
from tests.conftest import settings_for
from tests.journeys.hub import Hub
from tests.ports import free_port
from webinar_hub import migrations
from webinar_hub.app import create_app
from webinar_hub.kit.db import db

WRITERS, READERS, SECONDS = 30, 2, 15
GOAL = 200
_HELD, _FREE = 3, 1
"""Seconds for which somebody else holds the lock, and between two such times."""
_numbers = itertools.count()


class Pressing:
    """People who register, one after the other, and come again when they are asked to.

    Readers beside them.
    """

    def __init__(self, hub: Hub, path: str) -> None:
        self._hub, self._path = hub, path
        self._until = time.monotonic() + SECONDS
        self.answers: Counter[int] = Counter()
        self.pressed: list[float] = []
        self.read: list[float] = []

    def write(self) -> None:
        """Register until the time is over, half a second after the last answer."""
        visitor = Visitor(self._hub.port)
        while time.monotonic() < self._until:
            number = next(_numbers)
            _status, _headers, form = visitor.ask("GET", self._path)
            who = {
                "name": f"Pendaftar {number}",
                "contact": f"pendaftar{number}@example.org",
                "region": "-",
                "organisation": "",
            }
            fields = dict(TOKENS.findall(form)) | who
            status = 503
            while status == 503 and time.monotonic() < self._until:
                begun = time.perf_counter()
                status, headers, _text = visitor.ask("POST", self._path, urlencode(fields))
                self.pressed.append((time.perf_counter() - begun) * 1000)
                self.answers[status] += 1
                if status == 503:
                    time.sleep(float(headers["retry-after"]))
            time.sleep(0.5)

    def look(self) -> None:
        """Open the session's page until the time is over."""
        visitor = Visitor(self._hub.port)
        page = self._path.removesuffix("/daftar")
        while time.monotonic() < self._until:
            begun = time.perf_counter()
            visitor.page(page)
            self.read.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.02)


@contextmanager
def _now_and_then(lock: Callable[[], None] | None) -> Iterator[None]:
    """Let somebody else hold the lock again and again inside the block."""
    over = threading.Event()

    def hold() -> None:
        while lock is not None and not over.wait(_FREE):
            lock()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(hold)
        yield
        over.set()


def _on_sqlite(file: Path) -> Callable[[], None]:
    def hold() -> None:
        with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(_HELD)
            other.execute("ROLLBACK")

    return hold


def _on_postgresql(url: str) -> Callable[[], None]:
    def hold() -> None:
        with psycopg.connect(url) as other:
            other.execute("SELECT id FROM series FOR UPDATE")
            time.sleep(_HELD)

    return hold


def measure(hub: Hub, key: str, words: str, writers: int, lock: Callable[[], None] | None) -> bool:
    """Print a line; say whether readers waited too long."""
    pressing = Pressing(hub, f"/sesi/{key}/daftar")
    with _now_and_then(lock), ThreadPoolExecutor(writers + READERS) as pool:
        ended = [pool.submit(pressing.write) for _ in range(writers)] + [
            pool.submit(pressing.look) for _ in range(READERS)
        ]
    for each in ended:
        each.result()
    at = statistics.quantiles(pressing.read, n=100)
    pressed = statistics.quantiles(pressing.pressed, n=100) if writers else [0.0] * 99
    late = at[98] > GOAL
    print(
        f"  {words:32} {at[49]:6.0f} {at[94]:6.0f} {at[98]:6.0f} {max(pressing.read):6.0f}   {pressed[49]:7.0f} {pressed[94]:6.0f} "
        f"{max(pressing.pressed, default=0):6.0f}   {pressing.answers[303]:5} {pressing.answers[503]:5}{f'   over {GOAL}' if late else ''}",
        flush=True,
    )
    assert set(pressing.answers) <= {303, 503}, pressing.answers
    return late


def _measured(database: str, instance: Path, url: str, lock: Callable[[], None]) -> list[str]:
    hub = Hub(instance, free_port(), {"database_url": url, "network_name": "JAJAR"})
    hub.command("init")
    app = create_app(settings_for(instance, url))
    with app.app_context():
        migrations.upgrade()
        key = fill(app)
        db.session.remove()
        db.engine.dispose()
    rounds = ((0, None), (8, None), (WRITERS, lock))
    late = []
    try:
        hub.serve("serve")
        for writers, held in rounds:
            words = f"{database}, {writers} write{', lock held' if held else ''}"
            if measure(hub, key, words, writers, held):
                late.append(words)
    finally:
        hub.stop()
    return late


def main() -> None:
    """Measure on SQLite, then on PostgreSQL."""
    logging.disable(logging.INFO)
    print(f"\n  {'':32} reader ms: p50, p95, p99, worst   writer ms: p50, p95, worst   stored, 503")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hub.db"
        late = _measured("SQLite", Path(folder), f"sqlite:///{file}", _on_sqlite(file))
    with tempfile.TemporaryDirectory() as folder, databases.postgresql(durable=True) as url:
        plain = url.replace("+psycopg", "")
        late += _measured("PostgreSQL", Path(folder), url, _on_postgresql(plain))
    print(
        f"\n{SECONDS} seconds each; {READERS} readers beside, 50 pages a second at most each; whoever gets 503 comes again when it says."
    )
    print(f"Readers over {GOAL} ms at p99: {', '.join(late) or 'none'}.")
