"""Where a page leads, and what of that its reader may not open."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.house.matrix import Found, House

_LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_CONTROL = re.compile(r"<(?:input|button)\b([^>]*)>")
_SELECT = re.compile(r'<select\b[^>]*\bname="([^"]+)"[^>]*>\s*<option[^>]*\bvalue="([^"]*)"')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def ways_out(page: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield method, address and fields of each link and button on a page."""
    for href in _LINK.findall(page):
        yield "GET", unescape(href), {}
    for opening, inside in _FORM.findall(page):
        form = {name: unescape(value) for name, value in _ATTRIBUTE.findall(opening)}
        chosen = {name: unescape(value) for name, value in _SELECT.findall(inside)}
        controls = [dict(_ATTRIBUTE.findall(control)) for control in _CONTROL.findall(inside)]
        fields = {
            each["name"]: unescape(each.get("value", ""))
            for each in controls
            if "name" in each and each.get("type", "submit") in ("hidden", "submit")
        }
        if form.get("method", "").lower() == "post" and form.get("action", "").startswith("/"):
            yield (
                "POST",
                form["action"],
                {name: value for name, value in (chosen | fields).items() if name != "csrf_token"},
            )


def dead_ends(
    house: House,
    found: Found,
    known: dict[tuple[str, str], int],
    most: int | None = None,
    tried: Counter[tuple[str, str]] | None = None,
) -> Iterator[tuple[str, str, int]]:
    """Yield what a page leads to and its reader may not open or press: method, address and status.

    known: what was tried before. most: how many others of one address's sort are tried, as the
    things of a list are; None for all. tried: how many were, on pages of its kind before.
    """
    tried = Counter() if tried is None else tried
    for method, address, fields in ways_out(found.answer.text):
        if (method, address) not in known:
            sort = method, _sort(house, method, address)
            tried[sort] += 1
            if most is not None and tried[sort] > most:
                continue
            known[method, address] = house.ask(found.name, method, address, fields).status
        if known[method, address] in (403, 404, 405) or known[method, address] >= 500:
            yield method, address, known[method, address]


def _sort(house: House, method: str, address: str) -> str:
    """Return the rule of an address with the names of its query."""
    path, _mark, query = address.partition("?")
    try:
        rule, _values = house.app.url_map.bind("").match(path, method, return_rule=True)
    except (HTTPException, RequestRedirect):
        return address
    return f"{rule.rule}?{'&'.join(sorted(name for name, _value in parse_qsl(query, True)))}"
