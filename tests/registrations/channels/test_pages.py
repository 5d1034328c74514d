"""Words for groups and mailings: made at the desk, carried by links, counted and kept nowhere."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.attendance.steps import facts
from tests.cast import NATION, Cast
from tests.client import Client
from tests.html import parse
from tests.registrations.filled_in import SITI
from webinar_hub.kit import clock
from webinar_hub.kit.db import Base, db
from webinar_hub.programmes.models import Series
from webinar_hub.registrations.channels import actions
from webinar_hub.registrations.channels.rules import BadWord, is_word, word
from webinar_hub.registrations.models import Channel


def make(series: Series, typed: str = "grup-ntt") -> Channel:
    return db.write(actions.add, series, typed, by=NATION, now=clock.now())


def counted() -> dict[str, int]:
    db.session.rollback()
    return {each.word: each.forms for each in db.session.scalars(select(Channel))}


@pytest.mark.parametrize("typed", ["grup-ntt", "GRUP-NTT", "2026", "a"])
def test_words_that_can_stand_in_a_link(typed: str) -> None:
    assert word(typed) == typed.lower()


@pytest.mark.parametrize("typed", ["", "grup ntt", "-a", "a--b", "é", "a" * 31, "<b>", "a\n"])
def test_words_that_cannot(typed: str) -> None:
    assert not is_word(typed)
    with pytest.raises(BadWord):
        word(typed)


def test_a_form_is_counted_under_its_word_and_nowhere_else(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    make(meeting.series)
    make(cast.series(cast.programme("Lain")), "grup-ntt")
    page = f"/sesi/{meeting.key}/daftar?dari=grup-ntt"
    form = client.form(page)
    data = {**form.fields, **SITI}
    for _twice in range(2):
        assert client.post(page, data=data).status_code == 303
    assert sorted(each.forms for each in db.session.scalars(select(Channel))) == [0, 1]
    for table in Base.metadata.sorted_tables:
        if table.name not in ("channel", "entry"):
            rows = db.session.execute(text(f'SELECT * FROM "{table.name}"')).all()
            assert "grup-ntt" not in str(rows)


def test_unknown_and_odd_words_are_ignored(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    make(meeting.series)
    for number, odd in enumerate(("grup-lain", "%27%22%3E", "a" * 4000, "")):
        page = f"/sesi/{meeting.key}/daftar?dari={odd}"
        answer = client.submit(page, **{**SITI, "contact": f"siti{number}@example.org"})
        assert answer.status_code == 303
    assert counted() == {"grup-ntt": 0}


def test_a_word_goes_from_page_to_page_until_the_form(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    ways = {
        "/": f"/sesi/{meeting.key}",
        f"/sesi/{meeting.key}": f"/ikut/{meeting.key}",
        f"/program/{meeting.series.programme.key}": f"/ikut/{meeting.key}",
        f"/k/{meeting.series.short}": f"/ikut/{meeting.key}",
    }
    for page, way in ways.items():
        links = {a.get("href") for a in parse(client.get(f"{page}?dari=grup-ntt").text).iter("a")}
        assert f"{way}?dari=grup-ntt" in links, page
        assert "dari=" not in client.get(f"{page}?dari=%3Cb%3E").text
    form = client.get(f"/ikut/{meeting.key}?dari=grup-ntt").location
    assert form == f"/sesi/{meeting.key}/daftar?dari=grup-ntt"


def test_the_desk_makes_words_shows_their_sums_and_takes_them_back(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    cast.sign_in(client, cast.staff())
    page = f"/desk/seri/{meeting.series.key}/bagikan"
    client.submit(page, action="/kata", word="Grup-NTT")
    assert client.submit(page, action="/kata", word="grup-ntt").status_code == 422
    assert client.submit(page, action="/kata", word="grup ntt").status_code == 422
    shown = client.get(page).text
    short = f"http://127.0.0.1:5000/k/{meeting.series.short}"
    assert f"{short}?dari=grup-ntt</code>" in shown
    assert "0 isian" in shown
    client.submit(page, action="/hapus")
    assert counted() == {}
    assert len(facts(Channel)[0]) == 0


def test_the_desk_shows_the_addresses_and_takes_the_stream(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    cast.sign_in(client, cast.staff())
    page = f"/desk/seri/{meeting.series.key}/bagikan"
    assert page in client.get(f"/desk/seri/{meeting.series.key}").text
    for short in (meeting.short, meeting.series.short):
        assert f"/k/{short}</code>" in client.get(page).text
    assert f"/k/{meeting.short}</code>" in client.get(f"/desk/sesi/{meeting.key}").text
    assert f"/k/{meeting.short}</code>" in client.get(f"/sesi/{meeting.key}").text
    wrong = client.submit(page, action="/bagikan", stream_link="javascript:alert(1)")
    assert wrong.status_code == 422
    client.submit(
        page, action="/bagikan", stream_link="https://video.example/x", stream_beside=True
    )
    series = db.session.get_one(Series, meeting.series_id)
    assert (series.stream_link, series.stream_beside) == ("https://video.example/x", True)
