"""Weaken each place and each mark in turn, and print which of them no test noticed.

Exit 1 where there is one.

First the requests of the matrix that come past the place are asked again, and held against the
answers of the whole code and what no answer may be; what that does not notice goes through the
tests that come past it. `python -m tests.mutants TEXT` takes places with TEXT in their name alone.
"""

import logging
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.conftest import settings_for
from tests.house import matrix, table, verdicts, ways
from tests.house.matrix import Found, House, Row
from tests.mutants import plugin, sites, switch
from webinar_hub import migrations
from webinar_hub.app import create_app
from webinar_hub.web.access import Mark

_MOST_ASKED = 400
_A_TEST_LASTS = 900
_AT_ONCE = os.cpu_count() or 1
_LEFT_OUT = ("journeys", "house", "mutants")
"""Folders of tests that are not asked.

They run the hub in other processes, or walk over everything as the matrix does.
"""

WEAKER = {
    "administrator": "secretariat",
    "secretariat": "reader",
    "reader": "desk",
    "desk": "proving",
    "proving": "public_form",
    "focal": "desk",
    "inclusion": "desk",
    "personal": "public_form",
    "machine": "public_form",
    "public_form": "public",
}
"""The next weaker mark."""


class Baseline:
    """The answers of the whole code, and which requests come past which place."""

    def __init__(self, house: House, asked: list[Row]) -> None:
        self.house = house
        self.answers: dict[tuple[str, str, str, str], Found] = {}
        self.past: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
        for name in house.cookies:
            for row in asked:
                for kind, place, address in matrix.asks(house.stage, row):
                    self._keep(
                        Found(row, name, kind, place, address, self._ask(name, row, place, address))
                    )
                    found = self.answers[name, row.method, address, place]
                    for again in verdicts.searches(house, found, asked=self._ask_again):
                        self._keep(again)

    def _ask(self, name: str, row: Row, place: str, address: str) -> matrix.Answer:
        switch.touched.clear()
        return self.house.ask(
            name,
            row.method,
            address,
            self.house.stage.forms.get(row.rule.endpoint, {}).get(place, {}),
        )

    def _ask_again(self, name: str, method: str, address: str) -> matrix.Answer:
        switch.touched.clear()
        return self.house.ask(name, method, address)

    def _keep(self, found: Found) -> None:
        key = found.name, found.row.method, found.address, found.place
        self.answers[key] = found
        for place in switch.touched:
            self.past[place].append(key)

    def notices(self, key: tuple[str, str, str, str]) -> bool:
        """Say whether the test of the matrix would fail by an answer now.

        By its status, or by what no answer may be or hold.
        """
        was = self.answers[key]
        now = Found(
            was.row,
            was.name,
            was.kind,
            was.place,
            was.address,
            self._ask(was.name, was.row, was.place, was.address),
        )
        if now.answer.status != was.answer.status or verdicts.wrong(now) or verdicts.careless(now):
            return True
        if any(
            not verdicts.may_read(now, *secret) for secret in verdicts.secrets_in(self.house, now)
        ):
            return True
        return (
            was.row.method == "GET"
            and was.ownership == "own"
            and was.name != "mixed"
            and self._leads_astray(was, now)
        )

    def _leads_astray(self, was: Found, now: Found) -> bool:
        before = {
            (method, address): 200 for method, address, _fields in ways.ways_out(was.answer.text)
        }
        return any(True for _end in ways.dead_ends(self.house, now, before))

    def kills(self, keys: list[tuple[str, str, str, str]]) -> bool:
        """Say whether one of these requests is answered otherwise now, foreign ones first."""
        ordered = sorted(
            keys,
            key=lambda key: (
                self.answers[key].ownership == "own",
                key[0] in ("nation", "administrator"),
                key,
            ),
        )
        step = max(1, len(ordered) // _MOST_ASKED)
        return any(self.notices(key) for key in ordered[::step])


def _made(folder: Path) -> Flask:
    app = create_app(settings_for(folder, f"sqlite:///{folder}/hub.db"))
    app.test_client_class = Client
    with app.app_context():
        migrations.upgrade()
    return app


def _weaker_marks(app: Flask, baseline: Baseline, wanted: str) -> tuple[int, list[str]]:
    """Replace each mark by public and by the next weaker one.

    Return how many the answers noticed, and those that only the table did.
    """
    by_answers, by_table = 0, []
    by_endpoint: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for key, found in baseline.answers.items():
        by_endpoint[found.row.rule.endpoint].append(key)
    for endpoint, keys in by_endpoint.items():
        view: Any = app.view_functions[endpoint]
        mark: Mark = view.__access__
        for weaker in dict.fromkeys(
            (WEAKER.get(mark.name, ""), "public" if mark.name != "public" else "")
        ):
            if not weaker or wanted not in f"{endpoint}:{weaker}":
                continue
            view.__access__ = Mark(weaker, stored=weaker == "public")
            try:
                if baseline.kills(keys):
                    by_answers += 1
                else:
                    # The table holds each mark by its name: test_every_address_stands_in_the_table.
                    by_table.append(f"{endpoint}: {mark.name} -> {weaker}")
            finally:
                view.__access__ = mark
    return by_answers, by_table


def _trace(folder: Path) -> subprocess.Popen[bytes]:
    """Run the tests once on SQLite to learn which of them come past which place."""
    folders = [
        str(each)
        for each in sorted(Path("tests").iterdir())
        if each.is_dir() and each.name not in _LEFT_OUT
    ]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.mutants.plugin",
        "-q",
        "-k",
        "not postgresql",
        *folders,
    ]
    return subprocess.Popen(
        command,
        env=os.environ | {"TRACE": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )


def _by_tests(place: str, past: list[str]) -> bool:
    """Say whether a test that comes past a place fails where it is weaker, its own room's first."""
    if not past:
        return False
    room = place.split("/")[1]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write(
            "\n".join(sorted(past, key=lambda test: (not test.startswith(f"tests/{room}/"), test)))
        )
        listed.flush()
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.mutants.plugin",
            "-p",
            "no:cacheprovider",
            "-q",
            "-x",
            f"@{listed.name}",
        ]
        ended = subprocess.run(
            command,
            env=os.environ | {"MUTANT": place},
            capture_output=True,
            timeout=_A_TEST_LASTS,
            check=False,
        )
    return ended.returncode == 1


def main(wanted: str) -> int:
    """Run everything and print the table."""
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    every = {place: code for place, code in sites.everywhere().items() if wanted in place}
    with tempfile.TemporaryDirectory() as folder:
        tracing = _trace(Path(folder))
        app = _made(Path(folder))
        with app.app_context():
            house = matrix.open_house(app, Cast(app.extensions["links"]))
            baseline = Baseline(house, table.tabled(app))
            print(f"{len(baseline.answers)} requests, {time.monotonic() - began:.0f} s", flush=True)
            marks, only_table = _weaker_marks(app, baseline, wanted)
            print(
                f"marks: {marks} noticed by answers, {len(only_table)} by the table of marks alone: {only_table}",
                flush=True,
            )
            left = []
            for place in every:
                switch.active = place
                if not baseline.kills(baseline.past.get(place, [])):
                    left.append(place)
            switch.active = ""
        tracing.wait()
        past = plugin.traced(Path(folder))
    print(
        f"places: {len(every) - len(left)} of {len(every)} noticed by the matrix, {time.monotonic() - began:.0f} s",
        flush=True,
    )
    survived = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for place, noticed in zip(
            left, pool.map(_by_tests, left, [past.get(place, []) for place in left]), strict=True
        ):
            if not noticed:
                survived.append(place)
                print(f"survived: {place}  {every[place]}", flush=True)
    print()
    print(f"{'':8} {'mutants':>8} {'noticed':>8} {'survived':>8}")
    print(f"{'marks':8} {marks + len(only_table):8} {marks + len(only_table):8} {0:8}")
    print(f"{'scopes':8} {len(every):8} {len(every) - len(survived):8} {len(survived):8}")
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if survived else 0
