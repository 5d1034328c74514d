"""No form works without the token of the page it stands on."""

import itertools
from typing import Any

from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.conftest import LONG
from tests.house import matrix, table

_SHOWN_AGAIN = (
    "/k/<short>",
    "/lembaga/<key>/narahubung",
    "/program/<key>/usulan",
    "/seri/<key>/daftar",
    "/sesi/<key>/daftar",
)
"""Forms that check their token themselves, so that a stale one is shown again with every field."""
_BEFORE = {302, 404}
"""What those answer where no form stands at the address: it stands elsewhere, or nowhere."""


def test_every_post_without_a_token_is_refused(sqlite_app: Flask, cast: Cast) -> None:
    house = matrix.open_house(sqlite_app, cast, ("visitor", "administrator", "province"))
    client = Client(sqlite_app, sqlite_app.response_class, use_cookies=False)
    # What a refusal looks like is looked at elsewhere.
    client.looks = False
    foreign = house.tokens["province"]
    sent: tuple[dict[str, Any], ...] = (
        {},
        {"json": {}},
        {"json": {"csrf_token": "x"}},
        {"data": {"csrf_token": "x"}},
        {"data": {"csrf_token": foreign}},
    )
    passed = []
    tries = itertools.cycle(sent)
    for row in table.tabled(sqlite_app):
        if row.method != "POST" or row.mark == "machine":
            continue
        name = "administrator" if row.mark in matrix.ENTERS else "visitor"
        there = [address for _kind, place, address in matrix.asks(house.stage, row) if place]
        # The hub looks at the token in one place, before it looks for the thing; these forms look
        # for themselves, and after it.
        every = LONG or row.rule.rule in _SHOWN_AGAIN
        for address in there if every else there[:1]:
            headers = {"Cookie": house.cookies[name]}
            answers = [
                client.post(address, headers=headers, **one).status_code
                for one in (sent if every else (next(tries),))
            ]
            if set(answers) - {400} - (_BEFORE if row.rule.rule in _SHOWN_AGAIN else set()):
                passed.append((address, answers))
    assert passed == []
