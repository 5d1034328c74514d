"""What the tests of attendance begin with."""

import pytest
from flask import Flask

from tests.cast import Cast, soon
from webinar_hub.programmes.models import Meeting


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    """A meeting of two hours that ended three hours ago, with Maria and Suparmin in it."""
    meeting = cast.meeting(starts_at=soon(hours=-5), minutes=120)
    cast.registration(cast.maria(), meeting)
    cast.registration(cast.suparmin(), meeting)
    return meeting
