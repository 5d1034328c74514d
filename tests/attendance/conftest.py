"""What the tests of attendance begin with."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, acting, soon
from tests.cast_network import together
from tests.client import Client
from webinar_hub.attendance.models import Evidence, Match
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Iterator[Meeting]:
    """A meeting of two hours that ended three hours ago, with Maria and Suparmin in it.

    Whatever is done, those rows alone are marked as undecided that have no match.
    """
    with together:
        meeting = cast.meeting(starts_at=soon(hours=-5), minutes=120)
        cast.registration(cast.maria(), meeting)
        cast.registration(cast.suparmin(), meeting)
    yield meeting
    db.session.rollback()
    matched = select(Match.evidence_id).where(Match.set_aside_at.is_(None))
    lacking = select(Evidence.id).where(Evidence.id.not_in(matched))
    marked = select(Evidence.id).where(Evidence.undecided)
    assert set(db.session.scalars(marked)) == set(db.session.scalars(lacking))


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
