"""Measure whole registrations, a run for the last places, and memory, beside the bare application.

Both stand on the same server with as many processes, on the same database with the same
durability, and hold the same lock; people come from 400 addresses behind a trusted proxy.
"""

import itertools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

import psutil
from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast, soon
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Seat, SeatStatus

CLIENTS, SECONDS, ROUNDS = 8, 4, 2
TRIES, PLACES, AT_ONCE = 300, 100, 24


@dataclass(frozen=True)
class Served:
    """An application that is served: its port and the parent of its processes."""

    port: int
    pid: int

    def megabytes(self) -> float:
        """Return the memory of all its processes; what they share counts once."""
        parent = psutil.Process(self.pid)
        every = [parent, *parent.children(recursive=True)]
        return float(sum(each.memory_full_info().pss for each in every)) / 2**20


Serve = Callable[[str, int], AbstractContextManager[Served]]


def print_rows(app: Flask, key: str, serve: Serve, processes: int, most: float) -> None:
    """Print the rows of so many processes; most: what a run may take, times as long as bare."""
    load = os.getloadavg()[0]
    print(f"\n  {processes} processes; load of the machine before: {load:.1f}")
    print(f"  {'':32} hub               bare              ratio   to reach")
    with ExitStack() as stack:
        both = {which: stack.enter_context(serve(which, processes)) for which in ("hub", "bare")}
        _print_whole(both, f"/sesi/{key}/daftar")
        _print_run(app, both, most)
        _print_memory(both)


def _print_whole(both: dict[str, Served], path: str) -> None:
    taken: dict[str, list[float]] = {which: [] for which in both}
    for round_, (which, at) in itertools.product(range(ROUNDS + 1), both.items()):
        told, _seconds = _registered(at.port, CLIENTS, path, "whole", SECONDS if round_ else 1)
        taken[which] += told if round_ else []
    rate = {which: len(each) / ROUNDS / SECONDS for which, each in taken.items()}
    cut = {which: statistics.quantiles(each, n=20) for which, each in taken.items()}
    shown = {which: f"{rate[which]:6.1f}/s" for which in both}
    _say("whole registration, 8 clients", shown, rate["hub"] / rate["bare"], "≥ 0.50")
    spread = {which: cut[which][18] / cut[which][9] for which in both}
    shown = {which: f"{cut[which][9]:5.0f}, {cut[which][18]:5.0f} ms" for which in both}
    _say("  p50, p95; p95 / p50 of the hub", shown, spread["hub"], "≤ 4")


def _print_run(app: Flask, both: dict[str, Served], most: float) -> None:
    shown, taken = {}, {}
    for which, at in both.items():
        key = _hundred(app)
        told, taken[which] = _registered(
            at.port, AT_ONCE, f"/sesi/{key}/daftar", "first", 600, TRIES
        )
        exact = _seated(app, key) == (PLACES, TRIES) and len(told) == TRIES
        shown[which] = f"{taken[which]:6.2f} s {'exact' if exact else 'WRONG'}"
    _say("300 tries for 100 places, 24", shown, taken["hub"] / taken["bare"], f"≤ {most:.0f}")


def _print_memory(both: dict[str, Served]) -> None:
    used = {which: at.megabytes() for which, at in both.items()}
    shown = {which: f"{each:6.0f} MiB" for which, each in used.items()}
    _say("memory of all processes after it", shown, used["hub"] / used["bare"], "≤ 1.8")


def _say(what: str, shown: dict[str, str], ratio: float, reach: str) -> None:
    print(f"  {what:32} {shown['hub']:17} {shown['bare']:17} {ratio:5.2f}   {reach}", flush=True)


def _registered(
    port: int, clients: int, path: str, how: str, seconds: int, tries: int = 10**9
) -> tuple[list[float], float]:
    """Return how many milliseconds each took, and how many seconds all."""
    ask = [sys.executable, "-m", "bench.registering", str(port), str(clients // 2), path, how]
    begun = time.perf_counter()
    asking = [
        subprocess.Popen([*ask, str(seconds), str(tries // 2)], stdout=subprocess.PIPE, text=True)
        for _each in "12"
    ]
    words = [word for each in asking for word in each.communicate()[0].split()]
    if again := words.count("again"):
        print(f"    {again} times somebody was asked to come again")
    return [float(word) for word in words if word != "again"], time.perf_counter() - begun


def _hundred(app: Flask) -> str:
    """Plan a session of a hundred places and return its key."""
    with app.app_context():
        cast = Cast(app.extensions["links"])
        series = cast.series(cast.programme(f"Seratus {time.monotonic_ns()}"), capacity=PLACES)
        return cast.meeting(series, starts_at=soon(days=3)).key


def _seated(app: Flask, key: str) -> tuple[int, int]:
    """Return how many have a place, and how many seats there are."""
    confirmed = func.count().filter(Seat.status == SeatStatus.CONFIRMED)
    with app.app_context():
        seats = select(confirmed, func.count()).join(Seat.meeting).where(Meeting.key == key)
        having, every = db.session.execute(seats).one()
        return having, every
