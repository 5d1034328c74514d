"""What is drawn has one address, and one source a budget of it."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.statements import statements
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.web import access
from webinar_hub.web.models import Attempts


@pytest.fixture
def meeting(sqlite_app: Flask, cast: Cast) -> Meeting:
    return cast.meeting(title="Ketika air naik")


def _passing_the_kept(app: Flask) -> Client:
    """Return a browser whose cookie opens nothing, so that all is made for it alone."""
    client = Client(app, app.response_class)
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], "rusak", domain="127.0.0.1")
    return client


def test_other_arguments_lead_to_the_one_address_that_is_kept(
    client: Client, meeting: Meeting
) -> None:
    flyer = f"/sesi/{meeting.key}/selebaran.pdf"
    for asked, there in {
        "x=1": "",
        "fbclid=2&rancangan=gelap": "?rancangan=gelap",
        "rancangan=lain&bahasa=en": "?bahasa=en",
    }.items():
        answer = client.get(f"{flyer}?{asked}")
        assert (answer.status_code, answer.location) == (302, f"{flyer}{there}")
        drawn = client.get(answer.location).data
        with statements() as seen:
            assert client.get(answer.location).data == drawn
        assert seen == []


def test_one_source_has_a_budget_of_what_is_drawn_anew(
    sqlite_app: Flask, client: Client, cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_DRAWN", 2)
    flyer = f"/sesi/{meeting.key}/selebaran.pdf"
    hasty = _passing_the_kept(sqlite_app)
    assert [hasty.get(flyer).status_code for _ in range(4)] == [200, 200, 429, 429]
    assert db.session.query(Attempts.count).all() == [(2,)], "who has none left writes nothing"
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert hasty.get(flyer, environ_base=elsewhere).status_code == 200
    assert client.get(flyer).status_code == 429
    assert client.get(flyer, environ_base=elsewhere).status_code == 200
    assert client.get(flyer).status_code == 200, "what is kept is there for everybody"
    cast.sign_in(hasty, cast.facilitator(meeting))
    assert hasty.get(flyer).status_code == 200
