"""Who signs in for the tests of programmes."""

import pytest

from tests.cast import Cast
from tests.client import Client


@pytest.fixture
def ratna(client: Client, cast: Cast) -> None:
    """Sign the administrator in."""
    cast.sign_in(client, cast.ratna())
