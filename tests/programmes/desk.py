"""What the tests of the desk share."""

import re
from html import unescape

from werkzeug.test import TestResponse

from tests import html
from tests.client import Client

NEW = "/desk/program/baru"


def errors(page: str) -> list[str]:
    """Return the mistakes that a page names at its fields."""
    return re.findall(r'class="err"[^>]*><span class="st no">([^<]*)<', page)


def changes(page: str) -> list[str]:
    """Return what a page says that would change, before anything is saved."""
    box = re.search(r'aria-labelledby="berubah">(.*?)</div>', page, re.DOTALL)
    return [unescape(each) for each in re.findall(r"<li>([^<]*)</li>", box[1])] if box else []


def resend(client: Client, path: str, shown: TestResponse) -> TestResponse:
    """Send a form that was shown again once more, as it stands there."""
    [form] = [each for each in html.forms(html.parse(shown.text)) if "known" in each.names]
    return client.post(form.action or path, data=dict(form.fields))


def in_english(client: Client) -> None:
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
