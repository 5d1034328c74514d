"""No form works without the token of the page it stands on."""

from typing import Any

from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.house import routes, stage
from webinar_hub.web.access import mark_of

_SENT: tuple[dict[str, Any], ...] = ({}, {"json": {}}, {"data": {"csrf_token": "x"}})


def test_every_post_without_a_token_is_refused(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    filled = stage.fill(cast)
    cast.sign_in(client, filled.administrator)
    passed = []
    for rule in routes.rules(sqlite_app):
        if "POST" not in routes.methods(rule) or mark_of(sqlite_app, rule.endpoint).name == "machine":
            continue
        for address in stage.addresses(rule, filled.values):
            answers = [client.post(address, **sent).status_code for sent in _SENT]
            if answers != [400, 400, 400]:
                passed.append((address, answers))
    assert passed == []
