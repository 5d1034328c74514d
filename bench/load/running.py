"""A run: a hub as a secretariat runs it, on an empty database, and everybody who comes to it."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import func, select

from bench.load import found, stage
from bench.load.asking import Crowd
from bench.load.coming import Comer
from tests.conftest import settings_for
from tests.journeys.hub import Hub
from tests.messages.sink import Sink, mail_server
from tests.ports import free_port
from webinar_hub import migrations
from webinar_hub.app import create_app
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState

GOAL = 500
"""Milliseconds within which 99 of 100 have their answer."""
_MAIL_AFTER = 300
"""Seconds after the last answer for which letters may still be on their way."""
_ON_ITS_WAY = (LetterState.NEW, LetterState.CLAIMED, LetterState.HANDING_OVER, LetterState.RETRY)


@dataclass(frozen=True)
class Run:
    """A run that is over: what became of everybody, and how busy each process was.

    busy: seconds of a processor by what did the work; lasted: how many seconds people came.
    """

    crowd: Crowd
    stage: stage.Stage
    known: set[str]
    sink: Sink
    busy: dict[str, float]
    lasted: float

    def problems(self, *, repeats: int = 0) -> list[str]:
        """Return what is wrong with the answers, the database and the letters.

        repeats: how many letters may have arrived a second time.
        """
        errors = [f"{number} times {what}" for what, number in self.crowd.errors.items()]
        letters = (
            [f"{self.repeated} letters arrived again, {repeats} may"]
            if self.repeated > repeats
            else []
        )
        return [
            *errors,
            *found.problems(self.crowd.sent, self.stage.places, self.known),
            *letters,
        ]

    @property
    def repeated(self) -> int:
        """Return how many letters arrived that had arrived before."""
        return sum(number - 1 for number in self.sink.ids.values())

    @property
    def slow(self) -> list[str]:
        """Return the steps of which more than one in a hundred took longer than they may."""
        return [step for step, taken in self.crowd.taken.items() if centiles(taken)[98] > GOAL]


def centiles(taken: list[float]) -> list[float]:
    """Return the 99 times, in milliseconds, that a hundredth each stays below."""
    return statistics.quantiles([1000 * each for each in taken], n=100, method="inclusive")


@contextmanager
def run(hub: Hub) -> Iterator[list[int]]:
    """Run a hub as a secretariat does, and yield the port at which it is asked."""
    hub.serve("run")
    try:
        yield [hub.port]
    finally:
        hub.stop()


@contextmanager
def over(
    instance: Path,
    url: str,
    coming: Sequence[Comer],
    places: dict[str, int],
    running: Callable[[Hub], AbstractContextManager[list[int]]] = run,
    **changed: str,
) -> Iterator[Run]:
    """Let people come to an empty hub, and yield what became of them, its database open.

    places: of `today` and of `next_date`. running: what runs the hub, and yields its ports.
    changed: settings that differ.
    """
    with mail_server() as sink:
        mail = {"smtp_host": "127.0.0.1", "smtp_port": str(sink.port), "smtp_security": "none"}
        settings = {"database_url": url, "network_name": "JAJAR", "trusted_proxies": "1", **mail}
        hub = Hub(instance, free_port(), settings | changed)
        hub.command("init")
        app = create_app(settings_for(instance, url))
        with app.app_context():
            migrations.upgrade()
            set_up = stage.set_up(app, coming, **places)
            db.session.remove()
            with running(hub) as ports:
                form = f"/sesi/{set_up.next_date}/daftar"
                crowd = Crowd(f"127.0.0.1:{hub.port}", ports, form, set_up.short)
                before, begun = _busy(hub), time.monotonic()
                with ThreadPoolExecutor(1) as thread:
                    # A thread of its own: a browser of the tests may have left a loop in this one.
                    thread.submit(asyncio.run, crowd.come(coming)).result()
                lasted, after = time.monotonic() - begun, _busy(hub)
                _wait_for_letters()
            busy = {name: after[name] - before[name] for name in after}
            known = {each.contact for each in coming if each.known}
            yield Run(crowd, set_up, known, sink, busy, lasted)
            db.session.remove()
            db.engine.dispose()


def _busy(hub: Hub) -> dict[str, float]:
    """Return how many seconds of a processor we have used, and each process of `run`.

    The worker is the last of them.
    """
    used = {"asking": sum(psutil.Process().cpu_times()[:2])}
    if "run" not in hub.processes:
        return used
    *web, worker = sorted(
        psutil.Process(hub.processes["run"].pid).children(), key=lambda each: each.pid
    )
    used["web"] = sum(sum(each.cpu_times()[:2]) for each in web)
    return used | {"worker": sum(worker.cpu_times()[:2])}


def _wait_for_letters() -> None:
    waiting = select(func.count()).where(Letter.state.in_(_ON_ITS_WAY))
    until = time.monotonic() + _MAIL_AFTER
    while db.session.scalar(waiting) and time.monotonic() < until:
        db.session.rollback()
        time.sleep(0.5)
