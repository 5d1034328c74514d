"""Pages ask the database few questions, and a longer list asks no more of them."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast, soon
from tests.client import Client
from tests.statements import statements
from webinar_hub.programmes.models import Meeting, Series


def _asked(client: Client, path: str) -> int:
    client.get(path)
    with statements() as seen:
        assert client.get(path).status_code == 200, path
    return len(seen)


def test_a_meeting_page_asks_three_questions_at_most(app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting(capacity=2)
    cast.facilitator(meeting)
    cast.registration(cast.maria(), meeting)
    assert _asked(client, f"/sesi/{meeting.key}") <= 3


def test_a_whole_registration_asks_twelve_questions_at_most(app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting(capacity=2)
    cast.region("31")
    filled = {"name": "Suparmin", "contact": "suparmin@example.org", "region": "31", "organisation": "Karang Taruna"}
    with statements() as seen:
        answer = client.submit(f"/sesi/{meeting.key}/daftar", **filled)
    assert answer.status_code == 303
    assert len(seen) <= 12, seen


_LISTS: dict[str, Callable[[Series, Meeting], str]] = {
    "front": lambda _series, _meeting: "/",
    "programmes": lambda _series, _meeting: "/program",
    "programme": lambda series, _meeting: f"/program/{series.programme.key}",
    "calendar": lambda _series, _meeting: "/kalender/semua.ics",
    "today": lambda _series, _meeting: "/desk/",
    "desk programmes": lambda _series, _meeting: "/desk/program",
    "desk programme": lambda series, _meeting: f"/desk/program/{series.programme.key}",
    "desk series": lambda series, _meeting: f"/desk/seri/{series.key}",
    "desk meeting": lambda _series, meeting: f"/desk/sesi/{meeting.key}",
    "desk certificates": lambda _series, _meeting: "/desk/sertifikat",
    "desk pairs": lambda _series, _meeting: "/desk/orang/ganda",
    "desk people": lambda _series, _meeting: "/desk/orang",
    "desk organisations": lambda _series, _meeting: "/desk/lembaga",
    "desk messages": lambda _series, _meeting: "/desk/pesan",
    "desk requests": lambda _series, _meeting: "/desk/permintaan",
}


@pytest.mark.parametrize("name", _LISTS)
def test_a_list_of_three_asks_no_more_than_a_list_of_one(sqlite_app: Flask, client: Client, cast: Cast, name: str) -> None:
    cast.sign_in(client, cast.ratna())
    series = cast.series(cast.programme())
    meeting = cast.meeting(series)
    cast.facilitator(meeting)
    cast.registration(cast.maria(), meeting)
    path = _LISTS[name](series, meeting)
    one = _asked(client, path)
    for number, who in enumerate(("Suparmin", "Ni Luh Putu Ayu"), start=2):
        cast.registration(cast.person(who, phone=f"+62812345678{number}"), meeting, cast.meeting(series, starts_at=soon(days=7 * number)))
        cast.organisation(f"Yayasan {number}")
        other = cast.series(cast.programme(f"Semidaring {number}"))
        cast.facilitator(cast.meeting(other), who)
    assert _asked(client, path) == one
