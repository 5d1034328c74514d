"""The calendar page, and how to subscribe."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.calendars.incoming.steps import date_of, taken_in
from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.statements import statements
from webinar_hub.calendars.incoming import actions as incoming
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import WIB, WIT, at_local
from webinar_hub.programmes.models import Meeting, Programme, ProgrammeKind, State

ALL = "/kalender/semua.ics"
_EN = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def _third_of_december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at_local(date(2026, 12, 3), 10, 0, WIB))


def _planned(cast: Cast, *moments: datetime, name: str = "Semidaring") -> list[Meeting]:
    series = cast.series(cast.programme(name))
    return [cast.meeting(series, title=f"Topik {at:%d.%m}", starts_at=at) for at in moments]


def _cells(page: str) -> dict[str, str]:
    """Return what stands on each day of a page's table."""
    cells = re.findall(r"<td[^>]*><time[^>]*datetime=\"([\d-]+)\"(.*?)</td>", page, re.DOTALL)
    return dict(cells)


def test_a_month_is_a_table_of_weeks_from_monday(app: Flask, client: Client, cast: Cast) -> None:
    _planned(cast, *(at_local(date(2026, 12, day), 14, 0, WIB) for day in (3, 10)))
    page = client.get("/kalender", headers=_EN).text
    heads = re.findall(r'<th scope="col">(\w+)</th>', page)
    assert (heads[0], heads[-1], len(heads)) == ("Monday", "Sunday", 7)
    cells = _cells(page)
    assert (min(cells), max(cells), len(cells)) == ("2026-11-30", "2027-01-03", 35)
    assert [day for day, cell in cells.items() if 'class="ev' in cell] == [
        "2026-12-03",
        "2026-12-10",
    ]
    assert [day for day, cell in cells.items() if "aria-current" in cell] == ["2026-12-03"]
    assert all(
        hour in cells["2026-12-03"]
        for hour in ("14:00<i> WIB", "15:00<i> WITA", "16:00<i> WIT", "Topik 03.12")
    )
    assert "Natal" in _cells(client.get("/kalender").text)["2026-12-25"]


def test_a_session_stands_on_the_date_of_its_own_zone(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    programme = cast.programme()
    for title, day, hour, zone in (
        ("Fajar", date(2027, 1, 1), 0, WIT),
        ("Malam", date(2026, 11, 29), 23, WIB),
    ):
        at = at_local(day, hour, 30, zone)
        cast.meeting(cast.series(programme, zone=zone.short), title=title, starts_at=at)
    december = client.get("/kalender?bulan=2026-12&tampilan=daftar").text
    assert "Fajar" not in december
    assert "Malam" not in december
    assert "bulan=2026-11" in december
    assert "bulan=2027-01" in december
    assert "Fajar" in client.get("/kalender?bulan=2027-01&tampilan=daftar").text
    assert "Malam" in client.get("/kalender?bulan=2026-11&tampilan=daftar").text


def test_an_empty_month_leads_to_the_next_with_a_session(
    app: Flask, client: Client, cast: Cast
) -> None:
    assert "bulan=2027" not in client.get("/kalender").text
    _planned(cast, at_local(date(2026, 6, 4), 14, 0, WIB), at_local(date(2027, 3, 4), 14, 0, WIB))
    page = client.get("/kalender", headers=_EN).text
    assert "There is no session in December 2026." in page
    assert re.search(r'bulan=2027-03[^>]*">To March 2027', page)
    later = client.get("/kalender?bulan=2027-04", headers=_EN).text
    assert re.search(r'bulan=2027-03[^>]*">To March 2027', later)
    assert "bulan=2027-05" not in later
    assert "Ramadan" in client.get("/kalender?bulan=2027-03").text


@pytest.mark.parametrize("month", ["2026-13", "12", "1999-12"])
def test_what_is_no_month_is_not_found(
    sqlite_app: Flask, client: Client, cast: Cast, month: str
) -> None:
    assert client.get(f"/kalender?bulan={month}").status_code == 404


def test_a_programme_has_its_month_and_its_own_subscription(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    (one,) = _planned(cast, at_local(date(2026, 12, 10), 14, 0, WIB), name="Satu")
    _planned(cast, at_local(date(2026, 12, 11), 14, 0, WIB), name="Dua")
    key = one.series.programme.key
    page = client.get(f"/kalender?program={key}&bulan=2026-12", headers=_EN).text
    assert "Topik 10.12" in page
    assert "Topik 11.12" not in page
    for shown, path in (page, f"/kalender/program/{key}.ics"), (_english(client), ALL):
        quoted = f"127.0.0.1%3A5000{path.replace('/', '%2F')}%3Fbahasa%3Den"
        for address in (
            f"http://127.0.0.1:5000{path}?bahasa=en",
            f"webcal://127.0.0.1:5000{path}?bahasa=en",
            f"cid=webcal%3A%2F%2F{quoted}",
            f"addfromweb?url=http%3A%2F%2F{quoted}",
        ):
            assert address in shown
    assert f"webcal://127.0.0.1:5000{ALL}" in client.get("/kalender/cara").text


def _english(client: Client) -> str:
    return client.get("/kalender", headers=_EN).text


@pytest.mark.parametrize("state", [State.DRAFT, State.UNLISTED, State.ARCHIVED, State.MEMBERS])
def test_what_stands_in_no_list_stands_in_no_month(
    sqlite_app: Flask, client: Client, cast: Cast, state: State
) -> None:
    programme = cast.programme("Rancangan", state=state)
    cast.meeting(
        cast.series(programme), title="Rahasia", starts_at=at_local(date(2026, 12, 4), 9, 0, WIB)
    )
    assert [word for word in ("Rancangan", "Rahasia") if word in client.get("/kalender").text] == []
    assert client.get(f"/kalender?program={programme.key}").status_code == 404
    opened = client.get(f"/program/{programme.key}")
    assert opened.status_code == (200 if state is State.UNLISTED else 404)
    assert "webcal" not in opened.text


def test_kinds_and_cancelled_sessions_are_told_apart(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    training = cast.series(cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING), rolling=False)
    cast.meeting(training, title="", starts_at=at_local(date(2026, 12, 8), 9, 0, WIB))
    cancelled = cast.meeting(training, starts_at=at_local(date(2026, 12, 9), 9, 0, WIB))
    cancelled.cancelled_at = clock.now()
    db.session.commit()
    cells = _cells(_english(client))
    assert 'class="ev training"' in cells["2026-12-08"]
    assert "Pelatihan, session 1" in cells["2026-12-08"]
    assert "Cancelled" in cells["2026-12-09"]


def test_a_month_asks_four_questions_however_much_it_shows(
    app: Flask, client: Client, cast: Cast
) -> None:
    for days in (0, 30):
        _planned(
            cast,
            *(at_local(date(2026, 12, 1 + day), 14, 0, WIB) for day in range(days)),
            name=f"{days}",
        )
        with statements() as seen:
            assert client.get(f"/kalender?bulan=2026-12&{days}").status_code == 200
        assert len(seen) <= 4, seen


def test_the_day_that_is_marked_goes_with_the_clock(
    sqlite_app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = date(2026, 12, 31), date(2027, 1, 1)
    _planned(cast, *(at_local(day, 14, 0, WIB) for day in days))
    for day in days:
        moment = at_local(day, 0, 0, WIB)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment - timedelta(seconds=1))
        assert f'datetime="{day - timedelta(days=1)}" aria-current' in client.get("/kalender").text
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert f'datetime="{day}" aria-current' in client.get("/kalender").text


@pytest.mark.parametrize("view", ["", "?tampilan=daftar"])
def test_a_month_leads_past_what_is_over(
    app: Flask, client: Client, cast: Cast, view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _planned(cast, *(at_local(date(2026, 12, day), 14, 0, WIB) for day in (3, 10, 17)))
    assert "#berikut" not in client.get(f"/kalender{view}").text
    monkeypatch.setattr(clock, "now", lambda: at_local(date(2026, 12, 4), 10, 0, WIB))
    page = client.get(f"/kalender{view}").text
    assert 'href="#berikut"' in page
    before, at_it = page.split('id="berikut"')
    assert "Topik 03.12" in before
    assert "Topik 10.12" not in before
    assert "Topik 10.12" in at_it


def test_dates_of_members_stand_beside_our_own_and_in_no_feed(
    app: Flask, client: Client, cast: Cast
) -> None:
    _planned(cast, at_local(date(2026, 12, 3), 14, 0, WIB))
    begins = at_local(date(2026, 12, 3), 9, 0, WIB)
    network = cast.organisation("Jejaring Timur")
    agenda = taken_in(
        network,
        [
            replace(date_of("Rapat jejaring", starts=begins), link="https://forum.test/rapat"),
            replace(
                date_of("Libur kantor", starts=at_local(date(2026, 12, 4), 0, 0, WIB)),
                whole_day=True,
            ),
        ],
    )
    page = client.get("/kalender", headers=_EN).text
    cells = _cells(page)
    assert cells["2026-12-03"].index("Rapat jejaring") < cells["2026-12-03"].index("Topik 03.12")
    assert 'href="https://forum.test/rapat" rel="noreferrer"' in cells["2026-12-03"]
    assert "Jejaring Timur (their own calendar)" in cells["2026-12-03"]
    assert ("All day" in cells["2026-12-04"], "WIB" in cells["2026-12-04"]) == (True, False)
    assert "Rapat jejaring" in client.get("/kalender?tampilan=daftar").text
    assert "Rapat" not in client.get(ALL).text
    programme = db.session.scalars(select(Programme)).one()
    assert "Rapat" not in client.get(f"/kalender?program={programme.key}").text
    db.write(incoming.pause, agenda, by=DIRECTOR, now=clock.now())
    assert "Rapat" not in client.get("/kalender").text
