"""Weaken each place and each mark in turn, and print which of them no test noticed.

Exit 1 where there is one.

First some of the matrix's requests that come past the place are asked again, those of an ordinary
run, and held against the answers of the whole code and what no answer may be; what that does not
notice goes through the tests that come past it; where none of them does either, all its requests
are asked. `python -m tests.mutants TEXT…` takes places with one of these texts in their name alone,
and the tests of their rooms.
"""

import json
import logging
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.conftest import settings_for
from tests.databases import without_sync
from tests.house import chosen, matrix, table, verdicts, ways
from tests.house.matrix import Found, House, Row
from tests.mutants import plugin, sites, switch
from webinar_hub import migrations
from webinar_hub.app import create_app
from webinar_hub.kit.db import db
from webinar_hub.web import limits
from webinar_hub.web.access import Mark

_FIRST_ASKED = 60
"""How many requests are asked before the tests are, which notice most of what is left."""
_AT_ONCE = os.cpu_count() or 1
_LEFT_OUT = ("commands", "demo", "edge", "house", "journeys", "migrations", "mutants")
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


Key = tuple[str, str, str, str]
"""A request: who asks, by which method, which address, and the place of what it asks for."""


class Baseline:
    """The answers of the whole code, and which requests come past which place."""

    def __init__(self, house: House, asked: list[Row]) -> None:
        self.house = house
        self.answers: dict[Key, Found] = {}
        self.past: dict[str, list[Key]] = defaultdict(list)
        heads, lines = table.read()
        for number, name in enumerate(heads):
            for row in asked:
                self._walk(row, name, lines[row.name].cells[number])

    def _walk(self, row: Row, name: str, expected: str) -> None:
        """Ask what an ordinary run of the matrix asks a row for."""
        answers = []
        for kind, place, address in chosen.asked(self.house, row, name, expected):
            answer = self._ask(name, row, place, address)
            answers.append(Found(row, name, kind, place, address, answer))
            self._keep(answers[-1])
        for each in chosen.searched(answers):
            for again in verdicts.searches(self.house, each, self._ask_again, chosen.words_for):
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

    def notices(self, key: Key) -> bool:
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
            and not chosen.is_like_another(was.name)
            and self._leads_astray(was, now)
        )

    def _leads_astray(self, was: Found, now: Found) -> bool:
        before = {
            (method, address): 200 for method, address, _fields in ways.ways_out(was.answer.text)
        }
        return any(True for _end in ways.dead_ends(self.house, now, before, chosen.TRIED))

    def in_order(self, keys: list[Key], most: int | None = None) -> list[Key]:
        """Return requests in the order in which they are asked, foreign ones first.

        most: so many of them, from all over; None for all.
        """
        ordered = sorted(
            keys,
            key=lambda key: (
                self.answers[key].ownership == "own",
                key[0] in ("nation", "administrator"),
                key,
            ),
        )
        return ordered[:: math.ceil(len(ordered) / most)] if most and ordered else ordered


def _made(folder: Path) -> Flask:
    app = create_app(settings_for(folder, f"sqlite:///{folder}/hub.db"))
    app.test_client_class = Client
    with app.app_context():
        without_sync(db.engine)
        migrations.upgrade()
    # Asked again and again, everybody would soon be told to come back later.
    unlimited = pytest.MonkeyPatch()
    unlimited.setattr(limits, "count", lambda *_what, **_per: 0)
    unlimited.setattr(limits, "reached", lambda *_what, **_per: False)
    return app


def _weaker_marks(app: Flask, baseline: Baseline, wanted: list[str]) -> tuple[int, list[str]]:
    """Replace each mark by public and by the next weaker one.

    Return how many the answers noticed, and those that only the table did.
    """
    by_answers, by_table = 0, []
    by_endpoint: dict[str, list[Key]] = defaultdict(list)
    for key, found in baseline.answers.items():
        by_endpoint[found.row.rule.endpoint].append(key)
    for endpoint, keys in by_endpoint.items():
        view: Any = app.view_functions[endpoint]
        mark: Mark = view.__access__
        for weaker in dict.fromkeys(
            (WEAKER.get(mark.name, ""), "public" if mark.name != "public" else "")
        ):
            if not weaker or not _is_wanted(f"{endpoint}:{weaker}", wanted):
                continue
            view.__access__ = Mark(weaker, stored=weaker == "public")
            try:
                if any(map(baseline.notices, baseline.in_order(keys))):
                    by_answers += 1
                else:
                    # The table holds each mark by its name: test_every_address_stands_in_the_table.
                    by_table.append(f"{endpoint}: {mark.name} -> {weaker}")
            finally:
                view.__access__ = mark
    return by_answers, by_table


def _is_wanted(place: str, wanted: list[str]) -> bool:
    return not wanted or any(each in place for each in wanted)


def _folders(places: Iterable[str], wanted: list[str]) -> list[str]:
    """Return the folders of tests that are asked: of all rooms, or of the places' own."""
    rooms = {place.split("/")[1] for place in places}
    return [
        str(each)
        for each in sorted(Path("tests").iterdir())
        if each.is_dir() and each.name not in _LEFT_OUT and (not wanted or each.name in rooms)
    ]


def _tests(folders: list[str], **told: str) -> subprocess.Popen[bytes]:
    """Run tests on SQLite with what the plugin is told in its environment."""
    plugins = ["-p", "tests.mutants.plugin", "-p", "no:cacheprovider"]
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *plugins, "-q", "-k", "not postgresql", *folders],
        env=os.environ | told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )


def _by_tests(left: list[str], folders: list[str], folder: Path) -> list[str]:
    """Return the places that none of the tests that come past them notices."""
    past = plugin.traced(folder)
    running = []
    for number in range(min(_AT_ONCE, len(left))):
        listed = folder / f"places-{number}.json"
        some = {
            place: _nearest_first(place, past.get(place, [])) for place in left[number::_AT_ONCE]
        }
        listed.write_text(json.dumps(some), "utf-8")
        running.append((listed, _tests(folders, MUTANTS=str(listed))))
    noticed: dict[str, str] = {}
    for listed, tests in running:
        tests.wait()
        noticed |= plugin.noticed(listed)
    return [place for place in left if not noticed.get(place)]


def _nearest_first(place: str, tests: list[str]) -> list[str]:
    """Return tests with those first that are likely to notice a place: whose path is like its."""
    words = _words_of(place)
    return sorted(tests, key=lambda test: (-len(words & _words_of(test)), test))


def _words_of(name: str) -> set[str]:
    """Return the words in the path of a place or a test."""
    return set(re.split(r"[/_.]", name.partition(":")[0]))


def _by_matrix(every: Iterable[str], baseline: Baseline, most: int | None = None) -> list[str]:
    """Return the places that the requests that come past them do not notice."""
    return [
        place
        for place in every
        if not any(
            _notices(key, baseline, place)
            for key in baseline.in_order(baseline.past.get(place, []), most)
        )
    ]


def _notices(key: Key, baseline: Baseline, place: str) -> bool:
    """Say whether a request is answered otherwise where a place is weaker.

    One that is answered otherwise as the code is, too, by now, says nothing.
    """
    switch.active = place
    weaker = baseline.notices(key)
    switch.active = ""
    return weaker and not baseline.notices(key)


def main(wanted: list[str]) -> int:
    """Run everything and print the table."""
    logging.disable(logging.CRITICAL)
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:.0f} s: {text}", flush=True)

    every = {place: code for place, code in sites.everywhere().items() if _is_wanted(place, wanted)}
    with tempfile.TemporaryDirectory() as folder:
        folders = _folders(every, wanted)
        tracing = _tests(folders, TRACE=folder)
        app = _made(Path(folder))
        with app.app_context():
            house = matrix.open_house(app, Cast(app.extensions["links"]))
            baseline = Baseline(house, table.tabled(app))
            say(f"{len(baseline.answers)} requests")
            marks, only_table = _weaker_marks(app, baseline, wanted)
            say(f"marks: {marks} noticed by answers, by the table of marks alone {only_table}")
            left = _by_matrix(every, baseline, _FIRST_ASKED)
            say(f"places: {len(every) - len(left)} of {len(every)} noticed by the matrix")
            if tracing.wait():
                say("tests fail as the code is")
            left = _by_tests(left, folders, Path(folder))
            say(f"places: {len(left)} not noticed by tests either")
            survived = _by_matrix(left, baseline)
    for place in survived:
        print(f"survived: {place}  {every[place]}")
    print()
    print(f"{'':8} {'mutants':>8} {'noticed':>8} {'survived':>8}")
    print(f"{'marks':8} {marks + len(only_table):8} {marks + len(only_table):8} {0:8}")
    print(f"{'scopes':8} {len(every):8} {len(every) - len(survived):8} {len(survived):8}")
    say("done")
    return 1 if survived else 0
