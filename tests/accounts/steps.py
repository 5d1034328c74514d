"""Take and set up the second step, as a person does with a telephone or a sheet of paper."""

import re
from datetime import timedelta

import pyotp
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.client import Client
from webinar_hub.accounts.models import Account
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Person

STEP, APP, PAPER, MINE = (
    f"/desk/akun{page}" for page in ("/langkah-kedua", "/aplikasi", "/kode", "")
)

SECOND, DAYS = {"name": "Yohanis", "email": "yohanis@jajar.example"}, timedelta(days=1)

NOW = clock.now()


def account_of(person: Person) -> Account:
    return db.session.scalars(select(Account).where(Account.person_id == person.id)).one()


def another(app: Flask) -> Client:
    browser = app.test_client()
    assert isinstance(browser, Client)
    return browser


def secret_on(page: str) -> str:
    found = re.search(r'<code class="code">([A-Z2-7 ]+)</code>', page)
    assert found is not None
    return found.group(1).replace(" ", "")


def with_app(client: Client) -> str:
    """Set up an app in a browser that is signed in; return its secret."""
    page = client.get(APP)
    form = next(form for form in html.forms(html.parse(page.text)) if "code" in form.fields)
    secret = secret_on(page.text)
    assert (
        client.post(
            APP, data={**form.fields, "code": pyotp.TOTP(secret).at(clock.now())}
        ).status_code
        == 303
    )
    return secret


def next_code(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30))


def printed(client: Client) -> list[str]:
    """Make codes on paper in a browser that is signed in, and return them."""
    answer = client.submit(PAPER)
    assert answer.status_code == 200
    return re.findall(r"<code class=\"code\">([0-9A-Z]{5}-[0-9A-Z]{5})</code>", answer.text)


def changes_written() -> list[str]:
    """Return which changes letters told of, the oldest first."""
    return [
        facts["secured"]["change"]
        for facts in db.session.scalars(select(Letter.facts).order_by(Letter.id))
    ]
