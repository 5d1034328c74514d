"""A test client that looks at every page it fetches and fills in forms as a browser does."""

from contextvars import Context
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import html
from webinar_hub.config import Settings
from webinar_hub.kit.db import db

EN = {"Accept-Language": "en"}
"""The header of somebody who reads English."""

_NOT_MEANT = ("/bahasa", "/keluar")


class Client(FlaskClient):
    """Fetches pages as a visitor on the hub's public address, each request in a context of its own.

    What the test has in its session is committed before a request; what it has loaded is stale
    after it.
    """

    looks = True
    """Whether it holds each page to the house rules."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetch an address; fail when the page breaks a house rule."""
        settings: Settings = self.application.extensions["settings"]
        kwargs.setdefault("base_url", settings.public_url)
        # What comes part by part is read within its own context.
        kwargs.setdefault("buffered", True)
        db.session.commit()
        answer = Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        db.session.expire_all()
        is_page = answer.mimetype == "text/html" and answer.status_code // 100 != 3
        if self.looks and is_page and answer.text:
            wrong = html.broken_rules(answer.text)
            assert not wrong, (
                f"{answer.request.method} {answer.request.path} ({answer.status_code}): {wrong}"
            )
        return answer

    def carry(self, name: str, value: str) -> None:
        """Carry a session in which this alone stands, as after signing in."""
        settings: Settings = self.application.extensions["settings"]
        with self.session_transaction(base_url=settings.public_url) as session:
            session.clear()
            session[name] = value

    def form(self, path: str, *fields: str, action: str = "") -> html.Form:
        """Fetch a page and return its one form that posts, with these fields, to `action`."""
        page = self.get(path)
        assert page.status_code == 200, f"{path} answers {page.status_code}"
        meant = [
            form
            for form in html.forms(html.parse(page.text))
            if form.method == "post"
            and not form.action.endswith(_NOT_MEANT)
            and action in form.action
            and form.names >= set(fields)
        ]
        assert meant, f"{path} has no form with {fields} that goes to {action!r}"
        return meant[0]

    def submit(self, path: str, *, action: str = "", **fields: Any) -> TestResponse:
        """Open a page, change these fields of its form and send it.

        Return the answer (a redirect is not followed).

        A value True ticks a box ("y"), None leaves a field out, a list is sent value by value,
        (stream, name) is a file.
        """
        form = self.form(
            path, *(name for name, value in fields.items() if value is not None), action=action
        )
        data: dict[str, Any] = dict(form.fields)
        for name, value in fields.items():
            if value is None or value is False:
                data.pop(name, None)
            else:
                data[name] = "y" if value is True else value
        return self.post(form.action or path, data=data)

    def page(self, answer: TestResponse) -> str:
        """Follow a redirect and return the text of the page it leads to."""
        assert answer.status_code == 303, (
            f"{answer.status_code}, not a redirect: {answer.text[:400]}"
        )
        return self.get(answer.location).text
