"""Who may use a link, and what roles make of a person."""

from datetime import UTC, datetime, timedelta

import pytest

from webinar_hub.accounts import rules
from webinar_hub.accounts.roles import rules as role_rules
from webinar_hub.accounts.roles.rules import Held
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.errors import Refused
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
def test_link(
    expires_at: datetime, used_at: datetime | None, closed_at: datetime | None, *, good: bool
) -> None:
    """Abuse case 43: after 15 minutes, used, of a closed account."""
    if good:
        rules.may_use_link(expires_at=expires_at, used_at=used_at, closed_at=closed_at, now=NOW)
    else:
        with pytest.raises(rules.LinkSpent):
            rules.may_use_link(expires_at=expires_at, used_at=used_at, closed_at=closed_at, now=NOW)


@pytest.mark.parametrize(
    ("roles", "administrator", "scopes", "viewing"),
    [
        ([], False, set(), set()),
        ([(Role.SECRETARIAT, None)], False, {""}, set()),
        ([(Role.SECRETARIAT, "53"), (Role.SECRETARIAT, "31.71")], False, {"53", "31.71"}, set()),
        ([(Role.ADMINISTRATOR, None)], True, set(), set()),
        ([(Role.ADMINISTRATOR, None), (Role.SECRETARIAT, "53")], True, {"53"}, set()),
        ([(Role.VIEWER, None), (Role.SECRETARIAT, "53")], False, {"53"}, {""}),
    ],
)
def test_actor(
    roles: list[tuple[Role, str | None]],
    scopes: set[str],
    viewing: set[str],
    *,
    administrator: bool,
) -> None:
    expected = Actor(
        7,
        "Ratna",
        administrator=administrator,
        scopes=frozenset(scopes),
        viewing=frozenset(viewing),
    )
    assert rules.actor_for(7, "Ratna", roles) == expected
    assert expected.reading.scopes == scopes | viewing


ADMIN, NATION, PROVINCE, DISTRICT = (
    Held(Role.ADMINISTRATOR, None, None),
    Held(Role.SECRETARIAT, None, None),
    Held(Role.SECRETARIAT, "53", None),
    Held(Role.SECRETARIAT, "53.71", None),
)
VIEWER = Held(Role.VIEWER, None, None)


@pytest.mark.parametrize(
    ("role", "region", "who"),
    [
        (Role.ADMINISTRATOR, None, {ADMIN}),
        (Role.SECRETARIAT, None, {ADMIN, NATION}),
        (Role.SECRETARIAT, "53", {ADMIN, NATION, PROVINCE}),
        (Role.SECRETARIAT, "53.71", {ADMIN, NATION, PROVINCE, DISTRICT}),
        (Role.SECRETARIAT, "53.01", {ADMIN, NATION, PROVINCE}),
        (Role.SECRETARIAT, "5", {ADMIN, NATION}),
        (Role.SECRETARIAT, "531", {ADMIN, NATION}),
        (Role.SECRETARIAT, "91", {ADMIN, NATION}),
        (Role.VIEWER, None, {ADMIN, NATION}),
        (Role.VIEWER, "53.71", {ADMIN, NATION, PROVINCE, DISTRICT}),
    ],
)
def test_who_may_give_what(role: Role, region: str | None, who: set[Held]) -> None:
    assert {
        held
        for held in (ADMIN, NATION, PROVINCE, DISTRICT, VIEWER)
        if role_rules.covers(held, role, region)
    } == who


@pytest.mark.parametrize(
    ("own_end", "end", "refusal"),
    [
        (None, None, None),
        (None, NOW + SECOND, None),
        (None, NOW, role_rules.EndsTooSoon),
        (NOW + SECOND, NOW + SECOND, None),
        (NOW + SECOND, NOW + 2 * SECOND, role_rules.BeyondDate),
        (NOW + SECOND, None, role_rules.BeyondDate),
    ],
)
def test_a_role_ends_no_later_than_the_role_that_gives_it(
    own_end: datetime | None, end: datetime | None, refusal: type[Refused] | None
) -> None:
    holds, given = (
        [Held(Role.SECRETARIAT, "53", own_end), VIEWER],
        Held(Role.SECRETARIAT, "53.71", end),
    )
    if refusal is None:
        role_rules.may_grant(holds, given, now=NOW)
    else:
        with pytest.raises(refusal):
            role_rules.may_grant(holds, given, now=NOW)


def test_nobody_gives_without_a_role() -> None:
    with pytest.raises(role_rules.BeyondCeiling):
        role_rules.may_grant([], Held(Role.VIEWER, "53", None), now=NOW)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Safari/537.36",
            "Samsung Internet, Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
            "Firefox, Linux",
        ),
        ("curl/8", ""),
    ],
)
def test_browser(user_agent: str, name: str) -> None:
    assert rules.browser_name(user_agent) == name
