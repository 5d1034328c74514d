"""Her own phone: one tap registers for another date; nobody else's pages know of it."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.client import EN, Client
from tests.html import loud, parse, text_of
from tests.registrations.filled_in import SITI
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, SentForm


def registers(client: Client, meeting: Meeting, **more: Any) -> str:
    """Fill in the whole form and return the path of its own page."""
    return client.submit(f"/sesi/{meeting.key}/daftar", **{**SITI, **more}).location


def remembers(client: Client, done: str, *, own: bool = True) -> str:
    """Press "Ingat ponsel ini" and return the cookie that was set, "" for none."""
    answer = client.submit(done, action="/ponsel", own=own)
    return next((one for one in answer.headers.getlist("Set-Cookie") if "ikut=" in one), "")


def forms() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(SentForm)) or 0


def test_another_date_is_one_tap(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    first = cast.meeting()
    second = cast.meeting(first.series)
    remembers(client, registers(client, first, organisation="Yayasan Kita"))
    page = client.get(f"/ikut/{second.key}", headers=EN).text
    assert loud(parse(page)) == ["Register"]
    assert "Are you S…?" in text_of(parse(page))
    assert "Siti" not in page
    page = client.page(client.submit(f"/ikut/{second.key}"))
    assert "Anda terdaftar" in page
    sent = db.session.scalars(select(SentForm).order_by(SentForm.id)).all()
    assert len({(each.name, each.email, each.organisation_name) for each in sent}) == 1
    assert [date.meeting_id for each in sent for date in each.dates] == [first.id, second.id]
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
    assert sent[1].said == {"consents": {}}
    assert sent[1].proved_at is None


def test_the_cookie_goes_to_its_own_pages_alone_and_holds_nobodys_key(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    cookie = remembers(client, registers(client, meeting))
    assert {"HttpOnly", "Path=/ikut", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Max-Age=7776000" in cookie
    value = cookie.partition("=")[2].partition(".")[0].strip('"')
    held = base64.urlsafe_b64decode(value).decode()
    people = [each.key for each in db.session.scalars(select(Person))]
    registrations = [each.key for each in db.session.scalars(select(Registration))]
    forms = [each.key for each in db.session.scalars(select(SentForm))]
    assert not any(key in held for key in (*people, *registrations, *forms))


def test_nothing_is_remembered_without_the_tick(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    assert remembers(client, registers(client, meeting), own=False) == ""
    answer = client.get(f"/ikut/{meeting.key}")
    assert (answer.status_code, answer.location) == (302, f"/sesi/{meeting.key}/daftar")


def test_a_cohort_is_registered_for_as_a_whole(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting, cohort = cast.meeting(), cast.series(cast.programme("Pelatihan"), rolling=False)
    dates = [cast.meeting(cohort), cast.meeting(cohort)]
    assert client.get(f"/ikut/{dates[0].key}").location == f"/seri/{cohort.key}/daftar"
    remembers(client, registers(client, meeting))
    client.submit(f"/ikut/{dates[0].key}")
    last = db.session.scalars(select(SentForm).order_by(SentForm.id.desc())).first()
    assert last
    assert [date.meeting_id for date in last.dates] == [each.id for each in dates]


def test_not_me_forgets(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    remembers(client, registers(client, meeting))
    answer = client.submit(f"/ikut/{meeting.key}", action="/bukan")
    assert answer.location == f"/sesi/{meeting.key}/daftar"
    assert client.get(f"/ikut/{meeting.key}").status_code == 302


@pytest.mark.parametrize("cookie", ["", "x", "e30=.AAAA", "a" * 4000])
def test_a_forged_cookie_is_none(
    sqlite_app: Flask, client: Client, cast: Cast, cookie: str
) -> None:
    meeting = cast.meeting()
    client.set_cookie("ikut", cookie, domain="127.0.0.1", path="/ikut")
    assert client.get(f"/ikut/{meeting.key}").status_code == 302
    assert forms() == 0


def test_after_ninety_days_it_is_forgotten(
    sqlite_app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = cast.meeting(starts_at=clock.now() + timedelta(days=200))
    remembers(client, registers(client, meeting))
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=89))
    assert client.get(f"/ikut/{meeting.key}").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=91))
    assert client.get(f"/ikut/{meeting.key}").status_code == 302


def test_a_childs_form_is_not_remembered(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    guardian = {"guardian": "Ibu Sri", "guardian_contact": "0812-0000-111", "guardian_agrees": True}
    done = registers(client, meeting, age_band="0-17", **guardian)
    assert "/ponsel" not in client.get(done).text


def test_public_buttons_lead_there(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    for path in ("/", f"/sesi/{meeting.key}", f"/program/{meeting.series.programme.key}"):
        links = {each.get("href") for each in parse(client.get(path).text).iter("a")}
        assert f"/ikut/{meeting.key}" in links
