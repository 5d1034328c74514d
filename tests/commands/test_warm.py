"""What the first who come need is made before the processes of `run` begin."""

import pytest
from flask import Flask
from jinja2 import Environment
from sqlalchemy import select

from tests.cast import Cast
from tests.client import Client
from tests.registrations.filled_in import SITI
from webinar_hub import opening
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import mail, queries, rendering
from webinar_hub.messages.models import Letter
from webinar_hub.web.shell import links, settings


def test_form_page_and_letter_need_no_template_that_was_not_made_before(
    sqlite_app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = cast.meeting()
    environments: tuple[Environment, ...] = (sqlite_app.jinja_env, rendering.templates())
    for each in environments:
        monkeypatch.setattr(each, "cache", {})
    opening.warm(sqlite_app)
    made = [{*(each.cache or ())} for each in environments]
    assert all(made)
    client.page(client.submit(f"/sesi/{meeting.key}/daftar", **SITI))
    letter = queries.claimed(db.session.scalars(select(Letter.id)).one())
    mail.compose(letter, settings(), links(), now=clock.now())
    assert [{*(each.cache or ())} for each in environments] == made
