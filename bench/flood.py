"""Measure what a flood of forms and a full outbox do to others, with a slow mail server.

5,000 letters wait and somebody asks for a sign-in link; 700 forms with 700 names arrive for one
address, and 300 forms of different people from one source, while others register from sources of
their own.
"""

import itertools
import logging
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import func, insert, select, update

from bench.beside import fill
from bench.visitor import TOKENS, Visitor
from tests import databases
from tests.cast import Cast
from tests.conftest import settings_for
from tests.journeys.hub import Hub
from tests.messages.sink import Sink, mail_server
from tests.ports import free_port
from webinar_hub import migrations
from webinar_hub.app import create_app
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.people.models import Duplicate, Person, Role

WAITING, AT_ONE_ADDRESS, FROM_ONE_SOURCE, SENDERS, OTHERS = 5_000, 700, 300, 3, 1
FLOODED = "kantor@example.org"
FLOODING = "203.0.113.7"
SIGN_INS = ("satu@jajar.example", "dua@jajar.example", "tiga@jajar.example")
_AFTERWARDS = 65
"""Seconds for which others go on registering after the flood: the people are compared meanwhile."""
_numbers = itertools.count()


def _name(number: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return f"Nama {letters[number // 676 % 26].title()}{letters[number // 26 % 26]}{letters[number % 26]}wan Santoso"


def _register(visitor: Visitor, path: str, name: str, address: str, source: str) -> float:
    """Register once, again where the hub asks for it.

    Return how long that took in all, in milliseconds.
    """
    from_there = {"X-Forwarded-For": source}
    _status, _headers, form = visitor.ask("GET", path, headers=from_there)
    fields = dict(TOKENS.findall(form)) | {
        "name": name,
        "contact": address,
        "region": "31",
        "which": "31",
        "organisation": "",
    }
    begun = time.perf_counter()
    status = 503
    while status == 503:
        status, headers, text = visitor.ask("POST", path, urlencode(fields), from_there)
        if status == 503:
            time.sleep(float(headers["retry-after"]))
    assert status == 303, (status, text[:3000])
    return (time.perf_counter() - begun) * 1000


def _fill_outbox(cast: Cast) -> None:
    """Let thousands of letters wait, and people with accounts be there."""
    for address in SIGN_INS:
        cast.staff(Role.VIEWER, region="31", name="Grace Simanjuntak", email=address)
    person, now = cast.person("Orang Menunggu", email="menunggu@example.org"), clock.now()
    parts = {
        "kind": "registrations/left",
        "lane": Lane.CHANGES,
        "person_id": person.id,
        "due": now,
        "language": "id",
        "next_at": now,
    }
    facts = {
        "title": "Semidaring",
        "registration": {"key": "x" * 16, "code": "ABCD"},
        "meetings": [],
    }
    rows = [
        parts
        | {
            "subject": f"waiting:{number}",
            "message_id": f"waiting{number}",
            "key": f"{number:016}",
            "facts": facts,
            "written_at": now,
        }
        for number in range(WAITING)
    ]
    db.session.execute(insert(Letter), rows)
    db.session.commit()


def _sign_in_links(hub: Hub, sink: Sink) -> list[float]:
    """Ask for sign-in links while thousands of letters wait.

    Return after how many seconds each arrived.
    """
    taken = []
    for address in SIGN_INS:
        visitor = Visitor(hub.port)
        _status, _headers, form = visitor.ask("GET", "/masuk")
        begun = time.monotonic()
        status, _headers, text = visitor.ask(
            "POST", "/masuk", urlencode(dict(TOKENS.findall(form)) | {"email": address})
        )
        assert status == 303, (status, text[:3000])
        while address not in sink.receivers and time.monotonic() - begun < 120:
            time.sleep(0.02)
        taken.append(time.monotonic() - begun)
    return taken


def _flood(
    hub: Hub, path: str, addresses: Iterable[str], *, afterwards: float
) -> tuple[list[float], float]:
    """Send a form for each address, others beside them and for some seconds afterwards.

    Return how many milliseconds the others' answers took, and how many seconds the flood.
    """
    over, waiting, others = threading.Event(), iter(addresses), list[float]()
    lock = threading.Lock()

    def send() -> None:
        visitor = Visitor(hub.port)
        while True:
            with lock:
                address, number = next(waiting, None), next(_numbers)
            if address is None:
                return
            _register(visitor, path, _name(number), address, FLOODING)

    def register() -> None:
        visitor = Visitor(hub.port)
        while not over.is_set():
            number = next(_numbers)
            name, address = f"{_name(number)} Lain", f"lain{number}@example.org"
            source = f"198.51.100.{number % 250}"
            others.append(_register(visitor, path, name, address, source))
            over.wait(0.3)

    begun = time.monotonic()
    with ThreadPoolExecutor(SENDERS + OTHERS) as pool:
        beside = [pool.submit(register) for _ in range(OTHERS)]
        try:
            for each in [pool.submit(send) for _ in range(SENDERS)]:
                each.result()
            seconds = time.monotonic() - begun
            over.wait(afterwards)
        finally:
            over.set()
    for each in beside:
        each.result()
    return others, seconds


def _say_flood(what: str, others: list[float], seconds: float) -> None:
    at = statistics.quantiles(others, n=100)
    print(
        f"  {what} in {seconds:.0f} s: {len(others)} forms of others {at[49]:.0f} ms,"
        f" 95 % {at[94]:.0f}, most {max(others):.0f}",
        flush=True,
    )


def _say_rest(app: Flask, sink: Sink) -> None:
    with app.app_context():
        theirs = (
            select(Letter.state, func.count())
            .join(Letter.person)
            .where(Person.email == FLOODED)
            .group_by(Letter.state)
        )
        states = ", ".join(f"{state} {number}" for state, number in db.session.execute(theirs))
        pairs = db.session.scalar(select(func.count()).select_from(Duplicate))
        compared = db.session.scalar(
            select(func.count()).where(Person.email == FLOODED, Person.compared_at.is_not(None))
        )
        db.session.remove()
    print(f"    letters that arrived there: {sink.receivers.count(FLOODED)}; their rows: {states}")
    print(f"    pairs of possible duplicates: {pairs}; compared: {compared} of {AT_ONE_ADDRESS}")
    print(
        f"    letters that the mail server took: {len(sink.taken)}, more than once: {sum(number > 1 for number in sink.ids.values())}",
        flush=True,
    )


def measure(database: str, instance: Path, url: str) -> None:
    """Print the figures of one database."""
    with mail_server(seconds=1.0) as sink:
        mail = {
            "trusted_proxies": "1",
            "smtp_host": "127.0.0.1",
            "smtp_port": str(sink.port),
            "smtp_security": "none",
        }
        hub = Hub(instance, free_port(), {"database_url": url, "network_name": "JAJAR", **mail})
        hub.command("init")
        app = create_app(settings_for(instance, url))
        with app.app_context():
            migrations.upgrade()
            key = fill(app)
            _fill_outbox(Cast(app.extensions["links"]))
            db.session.remove()
        try:
            hub.serve("serve")
            hub.start("worker")
            sink.wait_for(5)
            links = _sign_in_links(hub, sink)
            print(
                f"  {database}, {WAITING} letters wait: sign-in links after {', '.join(f'{each:.1f}' for each in links)} s"
            )
            with app.app_context():
                gone = update(Letter).where(
                    Letter.subject.startswith("waiting:"), Letter.state == LetterState.NEW
                )
                db.write(lambda: db.session.execute(gone.values(state=LetterState.DROPPED)))
                db.session.remove()
            path = f"/sesi/{key}/daftar"
            names = _flood(hub, path, [FLOODED] * AT_ONE_ADDRESS, afterwards=_AFTERWARDS)
            people = [f"banyak{number}@example.org" for number in range(FROM_ONE_SOURCE)]
            forms = _flood(hub, path, people, afterwards=0)
        finally:
            hub.stop()
        _say_flood(f"{database}, {AT_ONE_ADDRESS} names at one address", *names)
        _say_flood(f"{database}, {FROM_ONE_SOURCE} forms from one source", *forms)
        _say_rest(app, sink)


def main() -> None:
    """Measure on SQLite, then on PostgreSQL."""
    logging.disable(logging.INFO)
    print(
        f"\nA flood of forms and a full outbox; load of the machine before: {os.getloadavg()[0]:.1f}"
    )
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", Path(folder), f"sqlite:///{folder}/hub.db")
    with tempfile.TemporaryDirectory() as folder, databases.postgresql(durable=True) as url:
        measure("PostgreSQL", Path(folder), url)
    print(f"  Load of the machine after: {os.getloadavg()[0]:.1f}")
