"""Pages ask the database few questions, and a longer list asks no more of them."""

from collections.abc import Callable

from flask import Flask

from tests.cast import DIRECTOR, Cast, soon
from tests.cast_network import together
from tests.client import Client
from tests.statements import statements, written_anew
from webinar_hub.history.actions import note
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import DataRequest, Duplicate, RequestKind
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import letters


def _asked(client: Client, path: str) -> int:
    client.get(path)
    with statements() as seen:
        assert client.get(path).status_code == 200, path
    return len(seen)


def test_a_meeting_page_asks_three_questions_at_most(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=2)
    cast.facilitator(meeting)
    cast.registration(cast.maria(), meeting)
    assert _asked(client, f"/sesi/{meeting.key}") <= 3


def test_a_whole_registration_asks_seventeen_questions_at_most_and_writes_none_anew(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=2)
    cast.region("31.71")
    filled = {
        "name": "Suparmin",
        "contact": "suparmin@example.org",
        "region": "31",
        "district": "Jakarta Pusat",
        "organisation": "Karang Taruna",
    }
    path = f"/sesi/{meeting.key}/daftar"
    client.get(path)
    with statements() as seen, written_anew() as anew:
        answer = client.submit(path, **filled)
    assert answer.status_code == 303
    assert len(seen) <= 17, seen
    assert anew == []


_LISTS: dict[str, Callable[[Series, Meeting], str]] = {
    "front": lambda _series, _meeting: "/",
    "programmes": lambda _series, _meeting: "/program",
    "programme": lambda series, _meeting: f"/program/{series.programme.key}",
    "month": lambda _series, _meeting: "/kalender",
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
    "desk appointments": lambda _series, meeting: f"/desk/sesi/{meeting.key}/orang",
    "desk history": lambda _series, _meeting: "/desk/riwayat",
    "desk messages": lambda _series, _meeting: "/desk/pesan",
    "desk requests": lambda _series, _meeting: "/desk/permintaan",
}


def test_a_list_of_sixty_asks_no_more_than_a_list_of_one(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    cast.sign_in(client, cast.ratna())
    series = cast.series(cast.programme())
    meeting = cast.meeting(series)
    cast.facilitator(meeting)
    _more(cast, range(1), meeting)
    paths = {name: path(series, meeting) for name, path in _LISTS.items()}
    one = {name: _asked(client, path) for name, path in paths.items()}
    _more(cast, range(1, 60), meeting)
    sixty = {name: _asked(client, path) for name, path in paths.items()}
    assert {name: (one[name], more) for name, more in sixty.items() if more > one[name]} == {}


def test_names_that_are_missing_are_compared_a_page_at_a_time(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    cast.sign_in(client, cast.ratna())
    meeting = cast.meeting()
    _more(cast, range(12), meeting)
    twelve = _asked(client, "/desk/lembaga/belum-dikenal")
    _more(cast, range(12, 60), meeting)
    assert _asked(client, "/desk/lembaga/belum-dikenal") == twelve


def _more(cast: Cast, numbers: range, meeting: Meeting) -> None:
    with together:
        for number in numbers:
            _one_more(cast, number, meeting)


def _one_more(cast: Cast, number: int, meeting: Meeting) -> None:
    """Add one to everything that is listed.

    A person in this meeting and another, an organisation, a programme, a letter, an act, a pair of
    likes.
    """
    who = cast.person(f"Peserta {number:02}", phone=f"+6281234567{number:03}", region="31")
    twin = cast.person(f"Peserta {number:02}", email=f"peserta{number}@example.org", region="31")
    registration = cast.registration(
        who, meeting, cast.meeting(meeting.series, starts_at=soon(days=7 + number))
    )
    cast.organisation(f"Yayasan {number}", region="31")
    registration.organisation_name = f"Karang Taruna {number}"
    other = cast.meeting(cast.series(cast.programme(f"Semidaring {number}")))
    cast.facilitator(other, f"Fasilitator {number}")
    now = clock.now()
    letters.confirmed(registration, [meeting], now=now)
    note(DIRECTOR, "registered", registration, now=now)
    pair = {"one_id": min(who.id, twin.id), "other_id": max(who.id, twin.id)}
    db.session.add(Duplicate(**pair, score=90, reasons="name", found_at=now))
    db.session.add(DataRequest(person_id=who.id, kind=RequestKind.OTHER, asked_at=now, due_at=now))
