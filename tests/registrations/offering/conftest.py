"""The clock by which offers run."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.registrations.offering.line import MORNING, To
from webinar_hub.kit import clock


@pytest.fixture
def to(app: Flask, monkeypatch: pytest.MonkeyPatch) -> To:
    """Set the clock to nine o'clock, and return what sets it to so long after."""

    def put(**after: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(**after))

    put()
    return put
