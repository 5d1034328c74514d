"""Let people register while processes die: `make killing`.

Two web processes and two workers on one PostgreSQL; every ten seconds one of each is killed.
Nothing may be lost or double, and at most one letter arrive again for each worker that died.
"""

import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load.coming import comers
from bench.load.running import centiles, over
from tests import databases
from tests.journeys.hub import Hub
from tests.ports import free_port
from webinar_hub.config import ROOT

A_SECOND, PAUSE = 20, 10
_LETTERS_A_SECOND = "60"


class Mortal:
    """A process of a hub that is started again as often as it is killed."""

    def __init__(self, hub: Hub, *words: str) -> None:
        self._hub, self._words = hub, words
        self.deaths = 0
        self._start()

    def _start(self) -> None:
        with (self._hub.instance / f"{self._words[0]}.log").open("ab") as log:
            call = [sys.executable, "-m", "webinar_hub", *self._words]
            self._process = subprocess.Popen(
                call, cwd=ROOT, env=self._hub.environment, stdout=log, stderr=log
            )

    def die(self) -> None:
        """Kill the process, and start it again."""
        self._process.kill()
        self._process.wait()
        self.deaths += 1
        self._start()

    def stop(self) -> None:
        """Ask the process to end, and wait for it."""
        self._process.terminate()
        self._process.wait(30)


def main(seconds: int = 300) -> None:
    """Print what became of everybody; end with status 1 where anything is amiss."""
    logging.disable(logging.INFO)
    people = seconds * A_SECOND
    coming = comers(people, 0, seconds, at_first=0.2)
    workers: list[Mortal] = []

    @contextmanager
    def running(hub: Hub) -> Iterator[list[int]]:
        ports = [hub.port, free_port()]
        web = [Mortal(hub, "serve", "--port", str(port)) for port in ports]
        workers[:] = [Mortal(hub, "worker") for _each in ports]
        for port in ports:
            _until_open(port)
        ended = threading.Event()
        thread = threading.Thread(target=_kill, args=(web, workers, seconds, ended))
        thread.start()
        try:
            yield ports
        finally:
            ended.set()
            thread.join()
            for each in (*web, *workers):
                each.stop()

    with (
        tempfile.TemporaryDirectory() as folder,
        databases.postgresql(durable=True) as url,
        over(
            Path(folder),
            url,
            coming,
            {"today": people, "next_date": people // 10},
            running,
            mail_per_second=_LETTERS_A_SECOND,
        ) as run,
    ):
        deaths = sum(each.deaths for each in workers)
        wrong = run.problems(repeats=deaths)
        taken = centiles(run.crowd.taken["register: press"])
        print(
            f"{people} register in {seconds} s; {deaths} web processes and {deaths} workers died;"
            f" load {os.getloadavg()[0]:.1f}.\n"
            f"  Press: p50 {taken[49]:.0f} ms, p95 {taken[94]:.0f} ms, p99 {taken[98]:.0f} ms;"
            f" asked again {run.crowd.again} times.\n"
            f"  {len(run.sink.taken)} letters arrived, {run.repeated} of them again."
        )
    for each in wrong:
        print(f"  WRONG: {each}")
    sys.exit(bool(wrong))


def _kill(web: list[Mortal], workers: list[Mortal], seconds: int, ended: threading.Event) -> None:
    """Kill one of each in turn every ten seconds, as long as people come."""
    for turn in range(seconds // PAUSE):
        if ended.wait(PAUSE):
            return
        web[turn % 2].die()
        workers[turn % 2].die()


def _until_open(port: int) -> None:
    while True:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
