"""The clock of the tests of reminders."""

from datetime import timedelta

import pytest

from tests.registrations.reminding.thursday import BEGINS, Frozen
from webinar_hub.kit import clock


@pytest.fixture
def to(monkeypatch: pytest.MonkeyPatch) -> Frozen:
    """Return what sets the clock to so long before the session; a week before at first."""

    def put(**before: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: BEGINS - timedelta(**before))

    put(days=7)
    return put
