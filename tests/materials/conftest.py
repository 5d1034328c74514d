"""Where the tests of materials begin."""

from pathlib import Path

import pytest
from flask import Flask

from tests.cast import Cast, soon
from tests.client import Client
from webinar_hub.config import Settings
from webinar_hub.programmes.models import Meeting


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    """A session that is over."""
    return cast.meeting(title="Dapur umum", starts_at=soon(days=-3))


@pytest.fixture
def ratna(client: Client, cast: Cast) -> None:
    """Sign the administrator in."""
    cast.sign_in(client, cast.ratna())


@pytest.fixture
def folder(app: Flask) -> Path:
    """Return where files of materials are stored."""
    settings: Settings = app.extensions["settings"]
    return settings.files / "materials"
