"""Opening pages changes nothing, and every answer carries what keeps it safe."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.house import routes, stage
from tests.house.dump import dump
from webinar_hub.web.access import mark_of


def _everything(app: Flask, stage_values: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for rule in routes.rules(app):
        if "GET" in routes.methods(rule) and rule.endpoint != "accounts.sign_out":
            yield from ((rule.endpoint, address) for address in stage.addresses(rule, stage_values))


@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "administrator"])
def test_reading_changes_nothing(app: Flask, client: Client, cast: Cast, *, signed_in: bool) -> None:
    filled = stage.fill(cast)
    if signed_in:
        cast.sign_in(client, filled.administrator)
    before = dump()
    answered: dict[str, set[int]] = {}
    for endpoint, address in _everything(app, filled.values):
        for answer in (client.get(address), client.head(address)):
            answered.setdefault(endpoint, set()).add(answer.status_code)
            assert answer.status_code < 500, address
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'"), address
            assert answer.headers["X-Content-Type-Options"] == "nosniff", address
            kept = mark_of(app, endpoint).stored and answer.status_code in (200, 304)
            assert kept or "no-store" in answer.headers["Cache-Control"], (address, answer.headers["Cache-Control"])
            assert not (kept and "Set-Cookie" in answer.headers), address
    assert dump() == before
    if signed_in:
        assert sorted(endpoint for endpoint, codes in answered.items() if 200 not in codes) == _NEVER_SHOWN


_NEVER_SHOWN = [
    "beginning.start",  # leads on to the first open step
]
"""Addresses that show nothing on this stage, each with its reason."""
