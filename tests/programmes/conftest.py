"""Who signs in for the tests of programmes, and who listens."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast
from tests.client import Client
from webinar_hub.programmes import signals

Heard = list[tuple[str, list[dict[str, Any]]]]


@pytest.fixture
def ratna(client: Client, cast: Cast) -> None:
    """Sign the administrator in."""
    cast.sign_in(client, cast.ratna())


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Listen to what the programme tells, beside whoever listens already."""
    changes: Heard = []

    def listen(change: signals.Change) -> None:
        changes.append((change.what, [change.before.get(each.id, {}) for each in change.meetings]))

    signals.meetings_changed.append(listen)
    yield changes
    signals.meetings_changed.remove(listen)
