"""What the tests of attendance begin with."""

import pytest
from flask import Flask

from tests.cast import Cast, acting, soon
from tests.client import Client
from webinar_hub.kit.actor import Actor
from webinar_hub.programmes.models import Meeting


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    """A meeting of two hours that ended three hours ago, with Maria and Suparmin in it."""
    meeting = cast.meeting(starts_at=soon(hours=-5), minutes=120)
    cast.registration(cast.maria(), meeting)
    cast.registration(cast.suparmin(), meeting)
    return meeting


@pytest.fixture
def theresia(cast: Cast, meeting: Meeting) -> Actor:
    """The facilitator, as an actor."""
    return acting(cast.facilitator(meeting))


@pytest.fixture
def desk(client: Client, cast: Cast, meeting: Meeting) -> Client:
    """The browser of the meeting's facilitator, in English."""
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    cast.sign_in(client, cast.facilitator(meeting))
    return client
