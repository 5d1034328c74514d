"""Opening pages changes nothing, and every answer carries what keeps it safe.

On PostgreSQL, of one thing of each kind: on SQLite the test of the table holds both of everything.
"""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.conftest import LONG
from tests.house import matrix, parts, table
from tests.house.dump import dump


@pytest.mark.parametrize("name", ["visitor", "administrator"])
def test_reading_changes_nothing(postgresql_app: Flask, cast: Cast, name: str) -> None:
    house = matrix.open_house(postgresql_app, cast, (name,))
    client = Client(postgresql_app, postgresql_app.response_class, use_cookies=False)
    # The test of the table looks at the same pages.
    client.looks = False
    before = dump()
    answered: dict[str, set[int]] = {}
    for row in table.tabled(postgresql_app):
        asked = row.method == "GET" and (matrix.enters(row, name) or name == "visitor")
        for kind, place, address in matrix.asks(house.stage, row) if asked else ():
            if kind == "upload" or not place or not (LONG or place in ("here", parts.PROVINCE)):
                continue
            # A view that has answered both knows no other way to answer HEAD.
            shown = 200 in answered.get(row.rule.endpoint, ())
            methods = ("GET",) if shown else ("GET", "HEAD")
            for method in methods:
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
    if name == "administrator":
        assert {
            endpoint for endpoint, codes in answered.items() if 200 not in codes
        } == _NEVER_SHOWN


_NEVER_SHOWN = {
    "attendance.come_in",  # half an hour before a session and during it
    "own_phone.ask",  # on a phone that was called one's own
    "setup.start",  # leads on to the first open step
}
"""Addresses that show nothing on this stage, each with its reason."""
