"""The cast stands on both databases."""

from flask import Flask

from tests.cast import Cast
from tests.client import Client
from webinar_hub.kit.db import db
from webinar_hub.registrations.models import Seat, SeatStatus


def test_the_cast_stands_on_both_databases(app: Flask, cast: Cast, client: Client) -> None:
    """One seat, and a page that answers."""
    meeting = cast.meeting(capacity=3)
    cast.facilitator(meeting)
    cast.ratna()
    cast.registration(cast.maria(), meeting)
    assert [seat.status for seat in db.session.query(Seat)] == [SeatStatus.CONFIRMED]
    assert client.get("/robots.txt").status_code == 200
    assert client.get("/no-such-page").status_code == 404
