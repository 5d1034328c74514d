"""Who may use a link, and what roles make of a person."""

from datetime import UTC, datetime, timedelta

import pytest

from webinar_hub.accounts import rules
from webinar_hub.kit.actor import Actor
from webinar_hub.people.models import Role

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("expires_at", "used_at", "closed_at", "good"),
    [
        (NOW + SECOND, None, None, True),
        (NOW, None, None, False),
        (NOW - SECOND, None, None, False),
        (NOW + SECOND, NOW - SECOND, None, False),
        (NOW + SECOND, None, NOW - SECOND, False),
    ],
)
def test_link(expires_at: datetime, used_at: datetime | None, closed_at: datetime | None, *, good: bool) -> None:
    if good:
        rules.may_use_link(expires_at=expires_at, used_at=used_at, closed_at=closed_at, now=NOW)
    else:
        with pytest.raises(rules.LinkSpent):
            rules.may_use_link(expires_at=expires_at, used_at=used_at, closed_at=closed_at, now=NOW)


@pytest.mark.parametrize(
    ("roles", "administrator", "scopes"),
    [
        ([], False, set()),
        ([(Role.SECRETARIAT, None)], False, {""}),
        ([(Role.SECRETARIAT, "53"), (Role.SECRETARIAT, "31.71")], False, {"53", "31.71"}),
        ([(Role.ADMINISTRATOR, None)], True, set()),
        ([(Role.ADMINISTRATOR, None), (Role.SECRETARIAT, "53")], True, {"53"}),
    ],
)
def test_actor(roles: list[tuple[Role, str | None]], scopes: set[str], *, administrator: bool) -> None:
    assert rules.actor_for(7, "Ratna", roles) == Actor(7, "Ratna", administrator=administrator, scopes=frozenset(scopes))
