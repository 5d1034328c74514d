"""Let people register while processes die: `make killing`.

Two machines with a web process and a worker each share one PostgreSQL; every ten seconds both
processes of one of them are killed, and their parent starts them again. Nothing may be lost or
double, and at most one letter arrive again for each worker that died.
"""

import logging
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil

from bench.load.coming import comers
from bench.load.running import Run, centiles, over
from tests import databases
from tests.journeys.hub import Hub
from tests.ports import free_port

A_SECOND, PAUSE = 20, 10
_OF_A_SOURCE = 3
"""How many people come from one address; of many more some would be asked for proof first."""

_LETTERS_A_SECOND = "60"


def main(seconds: int = 300) -> None:
    """Print what became of everybody; end with status 1 where anything is amiss."""
    logging.disable(logging.INFO)
    people = seconds * A_SECOND
    coming = comers(people, 0, seconds, at_first=0.2, sources=people // _OF_A_SOURCE)
    turns = seconds // PAUSE

    @contextmanager
    def running(hub: Hub) -> Iterator[list[int]]:
        alone = {"web_processes": "1", "public_url": hub.url}
        machines = [
            replace(hub, port=port, settings=hub.settings | alone, processes={})
            for port in (hub.port, free_port())
        ]
        ended = threading.Event()
        thread = threading.Thread(target=_kill, args=(machines, turns, ended))
        try:
            for each in machines:
                each.serve("run")
            thread.start()
            yield [each.port for each in machines]
            thread.join()
        finally:
            ended.set()
            for each in machines:
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
        wrong = run.problems(repeats=turns)
        print(
            f"{people} register in {seconds} s; {turns} times a web process and a worker died;"
            f" load {os.getloadavg()[0]:.1f}."
        )
        _say(run)
    for each in wrong:
        print(f"  WRONG: {each}")
    sys.exit(bool(wrong))


def _say(run: Run) -> None:
    """Print how people fared; whoever was given a turn came again when it was theirs."""
    crowd = run.crowd
    told = {"Each answer": crowd.answers, "Form, turns and all": crowd.taken["register: form"]}
    told |= {"Press, all of them": crowd.taken["register: press"]}
    for what, taken in told.items():
        at = centiles(taken)
        print(
            f"  {what}: p50 {at[49]:.0f} ms, p95 {at[94]:.0f}, p99 {at[98]:.0f},"
            f" worst {1000 * max(taken):.0f}."
        )
    back = ", ".join(f"{number} at {step}" for step, number in crowd.sent_back.items()) or "none"
    print(
        f"  Asked to come again: {back}; no answer from the one who died: {crowd.again} times.\n"
        f"  {len(crowd.sent)} came through in {run.lasted:.0f} s;"
        f" {len(run.sink.taken)} letters arrived, {run.repeated} of them again."
    )


def _kill(machines: Sequence[Hub], turns: int, ended: threading.Event) -> None:
    """Kill the web process and the worker of each machine in turn, every ten seconds."""
    for turn in range(turns):
        if ended.wait(PAUSE):
            return
        parent = psutil.Process(machines[turn % len(machines)].processes["run"].pid)
        for process in parent.children():
            process.kill()


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
