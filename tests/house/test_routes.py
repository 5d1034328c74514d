"""Every address says who may enter, is known, and is built from random keys."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.house import routes
from webinar_hub.config import ROOT
from webinar_hub.kit.actor import VISITOR
from webinar_hub.web import access

_IN_TEMPLATES = re.compile(r"""(?:url_for|public_address)\(\s*["']([a-z_.]+)["']""")
_IN_CODE = re.compile(r"""(?:url_for|\.to|\.capability|links_to)\(\s*["']([a-z_]+\.[a-z_]+)["']""")
_MENU = re.compile(r"""\(\s*["']([a-z_]+\.[a-z_]+)["'],\s*_\(""")


def test_an_unmarked_address_refuses_to_start() -> None:
    app = Flask("bare")
    app.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(access.UnmarkedRoute, match="open does not say who may enter"):
        access.guard(app, lambda: VISITOR)


def test_addresses_hold_no_countable_numbers(sqlite_app: Flask) -> None:
    numbered = [
        rule.rule
        for rule in routes.rules(sqlite_app)
        if "<int" in rule.rule or "<float" in rule.rule or "id>" in rule.rule
    ]
    assert numbered == []


def _spoken_of() -> Iterator[tuple[Path, str]]:
    for path in (ROOT / "templates").rglob("*.*"):
        page = path.read_text("utf-8")
        yield from (
            (path, endpoint) for endpoint in (*_IN_TEMPLATES.findall(page), *_MENU.findall(page))
        )
    for path in (ROOT / "webinar_hub").rglob("*.py"):
        yield from ((path, endpoint) for endpoint in _IN_CODE.findall(path.read_text("utf-8")))


def test_every_address_that_is_spoken_of_exists(sqlite_app: Flask) -> None:
    missing = []
    for path, endpoint in _spoken_of():
        room = path.parent.name
        meant = (
            {endpoint}
            if not endpoint.startswith(".")
            else {f"{room}{endpoint}", f"{room}_desk{endpoint}"}
        )
        if not meant & set(sqlite_app.view_functions):
            missing.append(f"{path.relative_to(ROOT)}: {endpoint}")
    assert missing == []


def test_crawlers_are_told_to_leave_alone_what_is_somebodys(sqlite_app: Flask) -> None:
    closed = tuple(
        re.findall("(?m)^Disallow: (.+)$", sqlite_app.test_client().get("/robots.txt").text)
    )
    personal = [
        rule.rule
        for rule in routes.rules(sqlite_app)
        if access.mark_of(sqlite_app, rule.endpoint).name == "personal"
    ]
    assert [address for address in personal if not address.startswith(closed)] == []
