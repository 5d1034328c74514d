"""What the tests of the desk share."""

import re

from tests.client import Client

NEW = "/desk/program/baru"


def errors(page: str) -> list[str]:
    """Return the mistakes that a page names at its fields."""
    return re.findall(r'class="err"[^>]*><span class="st no">([^<]*)<', page)


def in_english(client: Client) -> None:
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
