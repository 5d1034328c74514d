"""Whoever plans dates is told what members hold at these hours, and may plan them anyway."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.calendars.incoming.steps import date_of, taken_in
from tests.cast import Cast, soon
from tests.client import Client
from tests.statements import statements
from webinar_hub.kit import zones
from webinar_hub.programmes.models import Series
from webinar_hub.programmes.planning.rules import Hours
from webinar_hub.programmes.recurrence import clashes

_NOW = soon()
_AT = _NOW + timedelta(days=8)
_CLASH = "Bersamaan dengan: Kongres (Forum PRB)"


@pytest.fixture
def series(sqlite_app: Flask, client: Client, cast: Cast) -> Series:
    """Return a series of who is signed in, and let a member hold a congress in eight days."""
    taken_in(cast.organisation("Forum PRB"), [date_of("Kongres", starts=_AT)])
    found = cast.series()
    cast.sign_in(client, cast.ratna())
    return found


def _hours(**shift: float) -> dict[str, str]:
    local = (_NOW + timedelta(**shift)).astimezone(zones.WIB.info)
    ends = local + timedelta(minutes=59)
    return {"day": f"{local:%Y-%m-%d}", "starts": f"{local:%H:%M}", "ends": f"{ends:%H:%M}"}


def test_a_new_session_is_planned_when_its_clash_was_read(client: Client, series: Series) -> None:
    path = f"/desk/seri/{series.key}/sesi-baru"
    asked = client.submit(path, **_hours(days=8))
    assert asked.status_code == 200
    assert _CLASH in asked.text
    assert client.submit(path, **_hours(days=8), known=_known(asked.text)).status_code == 303
    assert _CLASH in client.get(f"/desk/seri/{series.key}").text


def test_a_session_beside_it_is_planned_at_once(client: Client, series: Series) -> None:
    """Two hours later the congress is over."""
    path = f"/desk/seri/{series.key}/sesi-baru"
    asked = client.submit(path, **_hours(days=8, hours=2))
    assert _CLASH not in asked.text


def test_dates_of_a_rule_are_warned_of_in_one_statement(client: Client, series: Series) -> None:
    hours = _hours(days=8)
    local = _AT.astimezone(zones.WIB.info)
    page = client.submit(
        f"/desk/program/{series.programme.key}/mingguan",
        name="Mingguan",
        weekday=str(local.weekday()),
        first=hours["day"],
        last=f"{_NOW + timedelta(days=90):%Y-%m-%d}",
        starts=hours["starts"],
        ends=hours["ends"],
    ).text
    assert page.count(_CLASH) == 1
    dates = [_at(day) for day in range(60)]
    with statements() as sent:
        found = clashes.clashes(dates)
    assert (len(sent), [place for place, each in enumerate(found) if each]) == (1, [8])


def test_a_session_that_is_moved_into_it_is_warned_of(
    client: Client, series: Series, cast: Cast
) -> None:
    meeting = cast.meeting(series, starts_at=_NOW + timedelta(days=3), minutes=59)
    path = f"/desk/sesi/{meeting.key}/ubah"
    assert _CLASH in client.submit(path, action="ubah", **_hours(days=8)).text
    moved = clashes.added([(_at(8), _at(3)), (_at(8), _at(8)), (_at(8), None)])
    assert [len(each) for each in moved] == [1, 0, 1]


def _at(days: int) -> Hours:
    begins = _NOW + timedelta(days=days)
    return Hours(begins, begins + timedelta(minutes=59))


def _known(page: str) -> str:
    return page.split('name="known"')[1].split('value="')[1].split('"', maxsplit=1)[0]
