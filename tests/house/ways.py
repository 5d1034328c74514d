"""Where a page leads, and what of that its reader may not open."""

import re
from collections.abc import Iterator
from html import unescape

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
    house: House, found: Found, known: dict[tuple[str, str], int]
) -> Iterator[tuple[str, str, int]]:
    """Yield what a page leads to and its reader may not open or press: method, address and status.

    known: what was tried before.
    """
    for method, address, fields in ways_out(found.answer.text):
        if (method, address) not in known:
            known[method, address] = house.ask(found.name, method, address, fields).status
        if known[method, address] in (403, 404, 405) or known[method, address] >= 500:
            yield method, address, known[method, address]
