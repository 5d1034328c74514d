"""Measure how long the hub takes beside a bare application that does the same."""

import itertools
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from bench import pressing, public
from bench.inside import Inside, counting
from bench.pressing import Served
from bench.seated import seat
from bench.server import application
from bench.visitor import Visitor, milliseconds
from tests import databases
from tests.cast import Cast, soon
from tests.ports import free_port
from webinar_hub import migrations
from webinar_hub.config import cores
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Appearance, AppearanceRole

MEETINGS, SEATS, ROUNDS, TIMES = 60, 300, 4, 60
_numbers = itertools.count()

Act = Callable[[], None]


def fill(app: Flask) -> str:
    """Put a series of weekly meetings with people into an empty database.

    Return the key of the next one.
    """
    cast = Cast(app.extensions["links"])
    for code in ("31", "53", "91"):
        cast.region(code)
    series = cast.series(cast.programme(), capacity=100_000)
    coming = [
        cast.meeting(series, starts_at=soon(days=2 + 7 * week), title=f"Topik {week + 1}")
        for week in range(MEETINGS)
    ]
    speaker = cast.person("Dr. Maria Goreti Bere, S.Sos.", email="maria@example.org")
    db.session.add(
        Appearance(meeting_id=coming[0].id, person_id=speaker.id, role=AppearanceRole.SPEAKER)
    )
    now = coming[0].planned_at
    people = [
        Person(
            name=f"Peserta {n}", name_key=f"peserta {n}", email=f"p{n}@example.org", added_at=now
        )
        for n in range(SEATS)
    ]
    seat(people, coming[0], at=now)
    return coming[0].key


def acts(visitor: Visitor, key: str) -> dict[str, Act]:
    """Return what is measured, by name."""
    feed = "/kalender/semua.ics"
    mark = visitor.mark(feed)

    def register() -> None:
        number = next(_numbers)
        visitor.register(
            f"/sesi/{key}/daftar", f"Pendaftar {number}", f"pendaftar{number}@example.org"
        )

    return {
        "meeting page": lambda: visitor.look(f"/sesi/{key}"),
        "feed, 200": lambda: visitor.look(feed),
        "feed, 304": lambda: visitor.unchanged(feed, mark),
        "registration (form and answer)": register,
    }


@contextmanager
def serving(which: str, instance: Path, url: str, processes: int = 1) -> Iterator[Served]:
    """Serve an application in processes of its own."""
    port = free_port()
    own = [which, str(port), str(instance), url, str(processes)]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.server", *own], stderr=subprocess.DEVNULL
    )
    try:
        _arrived(port)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _arrived(port: int) -> None:
    for _attempt in range(600):
        try:
            Visitor(port).ask("GET", "/healthz")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server did not start")


def statements(app: Flask, engine: Engine, key: str) -> dict[str, int]:
    """Return how many statements each act needs the second time."""
    counts = {}
    for name, act in acts(Inside(app), key).items():
        act()
        with counting(engine) as seen:
            act()
        counts[name] = len(seen)
    return counts


def measure(database: str, url: str, instance: Path) -> None:
    """Print the table of one database."""
    print(f"\n{database}")
    hub = application("hub", instance, url)
    with hub.app_context():
        migrations.upgrade()
        key, engine = fill(hub), db.engine
        db.session.remove()
    bare = application("bare", instance, url)
    needed = {
        "hub": statements(hub, engine, key),
        "bare": statements(bare, bare.extensions["engine"], key),
    }
    with serving("hub", instance, url) as to_hub, serving("bare", instance, url) as to_bare:
        public.print_rows({"hub": to_hub.port, "bare": to_bare.port}, key)
        both = {
            "hub": acts(Visitor(to_hub.port), key),
            "bare": acts(Visitor(to_bare.port), key),
        }
        taken: dict[tuple[str, str], list[float]] = {}
        for round_, (which, named) in itertools.product(range(ROUNDS + 1), both.items()):
            for name, act in named.items():
                times = milliseconds(act, TIMES if round_ else 10)
                if round_:
                    taken.setdefault((which, name), []).extend(times)
    print(
        f"\n  one after another: {'':13} hub ms (95 %)     bare ms (95 %)    ratio   statements hub/bare"
    )
    for name in needed["hub"]:
        middle = {which: statistics.median(taken[which, name]) for which in both}
        worst = {which: statistics.quantiles(taken[which, name], n=20)[-1] for which in both}
        told = [f"{middle[which]:7.2f} ({worst[which]:6.2f})" for which in ("hub", "bare")]
        print(
            f"  {name:32} {told[0]}  {told[1]}  {middle['hub'] / middle['bare']:5.1f}   {needed['hub'][name]} / {needed['bare'][name]}"
        )

    public.print_change(hub)
    most = 3 if url.startswith("sqlite") else 5
    for processes in sorted({1, cores()}):
        pressing.print_rows(
            hub, key, lambda which, number: serving(which, instance, url, number), processes, most
        )


def main() -> None:
    """Measure on SQLite, then on PostgreSQL."""
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/hub.db", Path(folder))
    with tempfile.TemporaryDirectory() as folder, databases.postgresql(durable=True) as url:
        measure("PostgreSQL", url, Path(folder))
    print(
        f"\nMedian of {ROUNDS * TIMES} requests one after another over one connection; feed of {MEETINGS} meetings; {SEATS} seats taken."
    )
