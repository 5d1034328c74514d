"""Who gets which answer.

Every address, every method, everybody, what is their own, foreign or not there; as matrix.txt says.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from flask import Flask
from sqlalchemy import update

from tests.cast import Cast
from tests.conftest import LONG
from tests.house import chosen, hostile, matrix, parts, plans, table, verdicts, ways
from tests.house.dump import dump
from tests.house.matrix import Found, House, Row
from webinar_hub.kit.db import db
from webinar_hub.network.models import Region
from webinar_hub.web import access

_TO_DO = "`make routes` adds the lines that are missing: read what they say before committing them"


def test_every_address_stands_in_the_table(sqlite_app: Flask) -> None:
    heads, lines = table.read()
    assert heads == tuple(parts.PARTS), (
        "the table has other columns than the stage has parts: python -m tests.house.routes --all"
    )
    there = {row.name: (row.rule.endpoint, row.mark) for row in table.tabled(sqlite_app)}
    assert {name: (line.endpoint, line.mark) for name, line in lines.items()} == there, _TO_DO


def test_of_everything_that_an_address_opens_something_stands_on_the_stage(
    sqlite_app: Flask,
) -> None:
    bare = [
        row.name for row in table.tabled(sqlite_app) if matrix.places(row.rule) and not row.kinds
    ]
    assert bare == [], (
        "nothing on the stage opens these: put such a thing into every place in tests/house/props.py, then `make routes`"
    )


def _said(found: Found, why: object) -> tuple[object, ...]:
    return (
        why,
        found.row.method,
        found.address,
        found.row.rule.endpoint,
        found.kind,
        found.place,
        found.answer.status,
    )


def _searched(house: House, answers: list[Found]) -> Iterator[Found]:
    """Ask again with a query: in long runs everything, otherwise what can differ."""
    for each in answers if LONG else chosen.searched(answers):
        words_for = verdicts.everything if LONG else chosen.words_for
        yield from verdicts.searches(house, each, chosen=words_for)


def test_a_cell_is_compared_in_what_was_asked_for() -> None:
    agreed = {"200/404/404", "200/-/-", "200/404/-", "200/403/-", "200/403+404/404"}
    others = {"200/200/-", "302/-/-", "-/-/200", "200", "404", "200/200+404/404", "200/404/403"}
    assert {one for one in agreed | others if chosen.agrees(one, "200/403+404/404")} == agreed


_PLANS_OF = ("administrator", "province", "visitor")
"""Whose pages are looked at for tables that they read whole."""
_SEE_TEXTS, _SHOW_TEXTS = ("administrator", "province"), 40
"""To whom so many addresses at least show what was typed."""


class _Walk:
    """What came of all that one part asked for."""

    def __init__(self, house: House, name: str) -> None:
        self.house, self.name = house, name
        self.wrong: list[tuple[object, ...]] = []
        self.other: list[tuple[str, ...]] = []
        self.pages: list[Found] = []
        self.known: dict[tuple[str, str], int] = {}
        self.looked = plans.Looked()
        self.tags: set[str] = set()

    def ask(self, row: Row, expected: str) -> None:
        """Ask for what a row is to be asked for, and hold the answers against the table."""
        answers = self._answers(row, expected)
        if not answers:
            return
        if row.method == "GET":
            answered = chosen.answered(self.house, answers)
            self.known |= {(row.method, address): status for address, status in answered}
            self.pages += [
                each for each in answers if each.ownership == "own" and each.answer.status == 200
            ]
        seen = matrix.cell(answers)
        if not (seen == expected if LONG else chosen.agrees(seen, expected)):
            self.other.append((*row.name, f"table: {expected}", f"now: {seen}"))
        self.wrong += self._judged(answers)

    def _answers(self, row: Row, expected: str) -> list[Found]:
        house, name = self.house, self.name
        asked = matrix.asks(house.stage, row) if LONG else chosen.asked(house, row, name, expected)
        if name not in _PLANS_OF or row.method != "GET":
            return list(matrix.walk(house, row, name, asked))
        answers: list[Found] = []
        for each in asked:
            like = each[1] in ("here", parts.PROVINCE)
            with self.looked.at(row.rule.endpoint) if like else nullcontext():
                answers += matrix.walk(house, row, name, [each])
                for question in plans.QUESTIONS.get(row.rule.endpoint, []) if like else ():
                    house.ask(name, "GET", each[2] + question)
        return answers

    def _judged(self, answers: list[Found]) -> Iterator[tuple[object, ...]]:
        """Yield what no line of the table can allow."""
        for found in answers:
            for why in (verdicts.wrong(found), verdicts.careless(found)):
                if why:
                    yield _said(found, why)
            if hostile.TAG in found.answer.text:
                self.tags.add(found.row.rule.endpoint)
        for found in (*answers, *_searched(self.house, answers)):
            read = [
                each
                for each in verdicts.secrets_in(self.house, found)
                if not verdicts.may_read(found, *each)
            ]
            if read:
                yield _said(found, f"it holds {read}")
            if found.answer.status >= 500:
                yield _said(found, "it is broken")

    def dead_ends(self) -> set[tuple[object, ...]]:
        """Return where pages lead that their reader may not open, and the page.

        Not of whoever looks at other regions ("mixed"): they are shown buttons there, which refuse.
        Of who is like another in long runs alone.
        """
        if self.name == "mixed" or (chosen.is_like_another(self.name) and not LONG):
            return set()
        most = None if LONG else chosen.TRIED
        tried: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        return {
            (page.row.rule.rule, page.place, *each)
            for page in self.pages
            if matrix.enters(page.row, self.name)
            for each in ways.dead_ends(
                self.house, page, self.known, most, tried[page.row.rule.rule]
            )
        }


@pytest.mark.parametrize("name", parts.PARTS)
def test_the_answers_are_those_of_the_table(sqlite_app: Flask, cast: Cast, name: str) -> None:
    """Nor does a page lead where its reader may not go, or show what was typed as a tag.

    Everything that people typed holds one (abuse case 55).
    """
    heads, lines = table.read()
    house = matrix.open_house(sqlite_app, cast, (name,), hostile.spoil)
    walk = _Walk(house, name)
    for row in table.tabled(sqlite_app):
        line = lines.get(row.name)
        walk.ask(row, line.cells[heads.index(name)] if line else "no line")
    assert walk.wrong == [], "no line of the table can allow this"
    assert walk.other == [], f"where this is meant, write it into matrix.txt; {_TO_DO}"
    assert walk.dead_ends() == set()
    if name in _PLANS_OF:
        assert walk.looked.whole == plans.may_read_whole(name)
    if name in _SEE_TEXTS:
        assert len(walk.tags) > _SHOW_TEXTS, "there is little of what was typed to be seen"


_SECRETS_STAND_ON = (
    *("accounts.invitation", "accounts.new_address"),
    *("attendance_desk.evidence", "attendance_desk.meeting", "certificates.checked"),
    *("directory_focal_requests.index", "directory_imports.confirm"),
    *("directory_unknown_names.unknown", "home.mine", "home_desk.history", "home_desk.today"),
    *("incoming_desk.calendar", "messages_desk.index", "private_calendars.own"),
    *("records_people.index", "records_people.person", "registrations_changing.dates"),
    *("registrations_desk.index", "registrations_desk.waiting_for_proof", "reports.figures"),
    *("topics.proposal", "wording_desk.letter"),
)
"""Pages on which secrets are looked for first; then on all others."""


def test_each_secret_is_there_to_be_read(sqlite_app: Flask, cast: Cast) -> None:
    """What nobody can read proves nothing where it is missing."""
    house = matrix.open_house(sqlite_app, cast, ("officer", "province", "visitor", "administrator"))
    unseen = {(parts.PROVINCE, kind) for kind in house.stage.secrets[parts.PROVINCE]}
    unseen.add((parts.NATION, "langkah"))
    rows = sorted(
        table.tabled(sqlite_app), key=lambda row: row.rule.endpoint not in _SECRETS_STAND_ON
    )
    for method, row, name in itertools.product(("GET", "POST"), rows, house.cookies):
        if row.method != method or not matrix.enters(row, name):
            continue
        for kind, place, address in matrix.asks(house.stage, row) if unseen else ():
            if place in ("here", parts.PROVINCE, parts.NATION):
                answer = house.ask(name, method, address)
                found = Found(row, name, kind, place, address, answer)
                unseen.difference_update(verdicts.secrets_in(house, found))
    assert unseen == set()


def test_what_a_page_writes_is_noticed(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = matrix.open_house(app, cast, ("visitor",))

    @access.public
    def careless() -> str:
        db.write(db.session.execute, update(Region).values(name="Aceh Raya"))
        return ""

    before = dump()
    assert not house.ask("visitor", "GET", "/privasi").wrote
    monkeypatch.setitem(app.view_functions, "home.privacy", careless)
    assert house.ask("visitor", "GET", "/privasi").wrote
    # PostgreSQL is asked for what is refused alone, where nothing is to be put back.
    assert (dump() == before) == (db.engine.dialect.name == "sqlite")
