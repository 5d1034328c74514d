"""Measure whether the time of an answer tells who is known.

Pairs of a known and an unknown address, one after the other, in any order.
"""

import logging
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Engine, create_engine
from sqlalchemy import text as sql

from bench.visitor import TOKENS, Visitor
from tests import databases
from tests.cast import Cast
from tests.conftest import settings_for
from tests.journeys.hub import Hub
from tests.ports import free_port
from webinar_hub import migrations
from webinar_hub.accounts.models import Account
from webinar_hub.app import create_app
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.people.names import name_key
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

PAIRS = 2000
_KNOWN, _UNKNOWN = "known{:05}@example.org", "other{:05}@example.org"
_LINK = re.compile(r"(?<=/terdaftar/)[^\s\"<]+")
"""What is made anew in each answer: the link of the form's own page."""
_TOLD = frozenset({"set-cookie", "date"})
"""Headers that differ from one answer to the next, whoever asks."""


@dataclass
class Answers:
    """How long the answers for one kind of address took, and which there were."""

    taken: list[float] = field(default_factory=list)
    seen: set[tuple[int, str, str]] = field(default_factory=set)


def _fill(folder: Path, url: str) -> dict[str, tuple[str, Callable[[str], dict[str, str]]]]:
    """Fill a hub with people who are registered and sign in.

    Return the forms, each with its path and what is typed.
    """
    app = create_app(settings_for(folder, url))
    with app.app_context():
        migrations.upgrade()
        cast = Cast(app.extensions["links"])
        pelita, now = cast.pelita(), clock.now()
        # It runs all the time that measuring takes.
        meeting = cast.meeting(starts_at=now, minutes=1440)
        for number in range(PAIRS):
            name = f"Orang {number}"
            person = Person(
                name=name,
                name_key=name_key(name),
                email=_KNOWN.format(number),
                added_at=now,
                compared_at=now,
            )
            db.session.add(person)
            db.session.flush()
            registration = Registration(
                person_id=person.id,
                series_id=meeting.series_id,
                code=f"{number:06}",
                registered_at=now,
            )
            db.session.add_all([registration, Account(person_id=person.id, email=person.email)])
            db.session.flush()
            seat = {"meeting_id": meeting.id, "status": SeatStatus.CONFIRMED, "queued_at": now}
            db.session.add(Seat(registration_id=registration.id, **seat))
        db.session.commit()
        forms: dict[str, tuple[str, Callable[[str], dict[str, str]]]] = {
            "link again": ("/saya", lambda email: {"contact": email}),
            "signing in": ("/masuk", lambda email: {"email": email}),
            "registering": (
                f"/sesi/{meeting.key}/daftar",
                lambda email: {
                    "name": f"Orang {int(email[5:10])}",
                    "contact": email,
                    "region": "-",
                    "news": "y",
                },
            ),
            "joining at the door": (
                f"/k/{meeting.short}",
                lambda email: {"name": f"Orang {int(email[5:10])}", "contact": email},
            ),
            "focal person": (
                f"/lembaga/{pelita.key}/narahubung",
                lambda email: {
                    "name": "Orang Baru",
                    "email": email,
                    "phone": "",
                    "proof": "Tanya Ibu Sri.",
                },
            ),
        }
        db.session.remove()
        db.engine.dispose()
    return forms


def best_threshold(known: list[float], unknown: list[float]) -> float:
    """Return the share that the best threshold on the time guesses right."""
    at = sorted([(taken, True) for taken in known] + [(taken, False) for taken in unknown])
    best, below_known, below_unknown = 0, 0, 0
    for _taken, is_known in at:
        below_known += is_known
        below_unknown += not is_known
        right = below_unknown + len(known) - below_known
        best = max(best, right, len(at) - right)
    return best / len(at)


def _orders() -> Iterator[tuple[int, str]]:
    for number in range(PAIRS):
        yield from random.sample([(number, _KNOWN), (number, _UNKNOWN)], 2)


def _measured(
    hub: Hub, database: Engine, path: str, typed: Callable[[str], dict[str, str]]
) -> dict[str, Answers]:
    visitor = Visitor(hub.port)
    _status, _headers, page = visitor.ask("GET", path)
    tokens = dict(TOKENS.findall(page))
    answers = {_KNOWN: Answers(), _UNKNOWN: Answers()}
    with database.connect() as other:
        for done, (number, kind) in enumerate(_orders()):
            if done % 8 == 0:
                # The limits would end it long before a thousand.
                other.execute(sql("DELETE FROM attempts"))
            email = kind.format(number)
            body = urlencode({**tokens, "form_id": f"{done}", **typed(email)})
            begun = time.perf_counter()
            status, headers, text = visitor.ask("POST", path, body)
            answers[kind].taken.append((time.perf_counter() - begun) * 1000)
            headers = {name: _LINK.sub("", value) for name, value in headers.items()}
            told = sorted(
                f"{name}: {value}" for name, value in headers.items() if name not in _TOLD
            )
            answers[kind].seen.add(
                (
                    status,
                    "\n".join(told),
                    re.sub(TOKENS, "", _LINK.sub("", text.replace(email, ""))),
                )
            )
    return answers


def _measure(name: str, instance: Path, url: str) -> None:
    """Print the figures of one database, with web process and worker."""
    print(f"  {name}")
    hub = Hub(instance, free_port(), {"database_url": url, "network_name": "JAJAR"})
    hub.command("init")
    forms = _fill(instance, url)
    database = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        hub.serve("serve")
        hub.start("worker")
        for form, (path, typed) in forms.items():
            known, unknown = _measured(hub, database, path, typed).values()
            here, there = (statistics.quantiles(each.taken, n=100) for each in (known, unknown))
            right = best_threshold(known.taken, unknown.taken)
            same = "yes" if known.seen == unknown.seen else "NO"
            print(
                f"    {form:22} {here[49]:9.2f} {here[94]:8.2f} {there[49]:13.2f} {there[94]:8.2f}"
                f" {here[49] - there[49]:+16.2f} {right:16.1%} {same:>13}",
                flush=True,
            )
    finally:
        database.dispose()
        hub.stop()


def main() -> None:
    """Measure on SQLite, then on PostgreSQL."""
    logging.disable(logging.INFO)
    print(
        f"\n  {PAIRS} pairs{'':16} known ms: p50, p95   unknown ms: p50, p95   medians differ"
        "   best threshold   same answer"
    )
    with tempfile.TemporaryDirectory() as folder:
        _measure("SQLite", Path(folder), f"sqlite:///{folder}/hub.db")
    with tempfile.TemporaryDirectory() as folder, databases.postgresql(durable=True) as url:
        _measure("PostgreSQL", Path(folder), url)
