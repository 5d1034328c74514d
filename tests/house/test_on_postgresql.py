"""Pages on PostgreSQL, in long runs alone: on SQLite the test of the table holds all of it.

Opening them changes nothing, reads no growing table whole, every answer is safe, and what is not
theirs does not exist.
"""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.house import matrix, plans, table, verdicts
from tests.house.dump import dump
from tests.house.matrix import House, Row


@pytest.mark.parametrize("name", ["visitor", "administrator", "province"])
def test_reading_changes_nothing(postgresql_app: Flask, cast: Cast, name: str) -> None:
    """What is open to everybody the visitor asks for, the others what their mark lets in."""
    house = matrix.open_house(postgresql_app, cast, (name,))
    client = Client(postgresql_app, postgresql_app.response_class, use_cookies=False)
    # Pages of a province are built as those of the administrator.
    client.looks = name != "province"
    looked, before = plans.Looked(), dump()
    answered: dict[str, set[int]] = {}
    for row in table.tabled(postgresql_app):
        for address in _addresses(house, row, name):
            # A view that has answered both knows no other way to answer HEAD.
            shown = 200 in answered.get(row.rule.endpoint, ())
            methods = ("GET",) if shown else ("GET", "HEAD")
            for method in methods:
                with looked.at(row.rule.endpoint):
                    answer = client.open(
                        address, method=method, headers={"Cookie": house.cookies[name]}
                    )
                answered.setdefault(row.rule.endpoint, set()).add(answer.status_code)
                assert answer.status_code < 500, address
                assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'"), (
                    address
                )
                assert answer.headers["X-Content-Type-Options"] == "nosniff", address
                kept = row.mark == "public" and answer.status_code in (200, 304)
                assert kept or "no-store" in answer.headers["Cache-Control"], (
                    address,
                    answer.headers["Cache-Control"],
                )
                assert not (kept and "Set-Cookie" in answer.headers), address
    assert dump() == before
    assert looked.whole == plans.may_read_whole(name)
    never = {endpoint for endpoint, codes in answered.items() if 200 not in codes}
    assert never == _NEVER_SHOWN[name]


def _addresses(house: House, row: Row, name: str) -> list[str]:
    """Return what of a row is asked for, with the questions of pages that search."""
    inside = row.mark in matrix.ENTERS
    if row.method != "GET" or inside == (name == "visitor") or not matrix.enters(row, name):
        return []
    there = [
        address
        for kind, place, address in matrix.asks(house.stage, row)
        if kind != "upload" and place
    ]
    questions = plans.QUESTIONS.get(row.rule.endpoint, [])
    return [*there, *(f"{address}{each}" for address in there for each in questions)]


_NEVER_SHOWN = {
    "visitor": {
        "attendance.come_in",  # half an hour before a session and during it
        "own_phone.ask",  # on a phone that was called one's own
    },
    "administrator": {
        "setup.start",  # leads on to the first open step
        "roll_call.person",  # of somebody whose key is asked for
    },
    "province": {
        "network_desk.conduct",  # for whoever answers for the whole network
        "roll_call.person",
    },
}
"""Addresses that show nothing on this stage, by who asks, each with its reason."""


@pytest.mark.parametrize("name", ["province", "leader", "mixed"])
def test_what_is_not_theirs_does_not_exist(postgresql_app: Flask, cast: Cast, name: str) -> None:
    house = matrix.open_house(postgresql_app, cast, (name,))
    wrong = []
    for row in table.tabled(postgresql_app):
        if row.mark not in matrix.ENTERS or not matrix.enters(row, name):
            continue
        foreign = [
            (kind, place, address)
            for kind, place, address in matrix.asks(house.stage, row)
            if matrix.ownership(row, kind, name, place) == "foreign"
            and not verdicts.with_own_people_alone(name, kind, place)
        ]
        for found in matrix.walk(house, row, name, foreign):
            wrong += [
                (why, *row.name, found.address, found.answer.status)
                for why in (verdicts.wrong(found), verdicts.careless(found))
                if why
            ]
    assert wrong == []
