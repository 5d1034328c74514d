"""Calendars of one's own, each opened by its token."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.calendars.test_scopes import titles as _titles
from tests.cast import DIRECTOR, Cast, soon
from tests.client import Client
from webinar_hub.accounts.models import Account
from webinar_hub.calendars.models import Feed
from webinar_hub.calendars.private.rules import client_of
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Grant
from webinar_hub.programmes.models import Appearance, AppearanceRole, State
from webinar_hub.registrations import personal_links
from webinar_hub.registrations.models import Seat, SeatStatus

ADDRESS = re.compile(r"<code>http://127\.0\.0\.1:5000(/kalender/saya/[a-z0-9]+\.ics)</code>")


def made(client: Client, page: str, label: str = "HP saya") -> str:
    """Make a calendar on a page; return its address."""
    answer = client.submit(page, label=label)
    found = ADDRESS.search(answer.text)
    assert found, answer.text
    return found[1]


def titles(client: Client, path: str) -> list[str]:
    return _titles(client, path.removeprefix("/kalender/"))


def test_a_participant_subscribes_to_where_they_have_a_place(
    app: Flask, client: Client, cast: Cast
) -> None:
    """A place that is given back goes; what is cancelled stays and says so; drafts never come."""
    series = cast.series()
    mine, given, called_off, hidden, members = (
        cast.meeting(
            series, title=title, starts_at=soon(days=day), join_link="https://zoom.example/x"
        )
        for day, title in enumerate(("mine", "given", "called off", "hidden", "members"), 1)
    )
    cast.meeting(series, title="of others", starts_at=soon(days=9))
    registration = cast.registration(cast.maria(), mine, given, called_off, hidden, members)
    hidden.state, members.state = State.DRAFT, State.MEMBERS
    called_off.cancelled_at = clock.now()
    db.session.commit()
    path = made(client, f"{cast.page(client, registration)}/kalender")
    assert titles(client, path) == ["DIBATALKAN: called off", "given", "members", "mine"]
    seat = db.session.query(Seat).filter_by(meeting_id=given.id).one()
    seat.status = SeatStatus.CANCELLED
    db.session.commit()
    answer = client.get(path)
    assert titles(client, path) == ["DIBATALKAN: called off", "members", "mine"]
    text = answer.text.replace("\r\n ", "")
    assert f"\nCONFERENCE;FEATURE=VIDEO;VALUE=URI:http://127.0.0.1:5000/k/{mine.short}\r" in text
    assert f"\nURL:http://127.0.0.1:5000/k/{mine.short}\r" in text
    assert "zoom" not in text
    assert "Maria" not in text
    assert path not in text
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_what_is_public_has_no_way_in(app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    registration = cast.registration(cast.maria(), meeting)
    path = made(client, f"{cast.page(client, registration)}/kalender")
    assert "CONFERENCE" in client.get(path).text
    assert "CONFERENCE" not in client.get("/kalender/semua.ics").text


def test_a_calendar_is_shown_once_named_and_ended_alone(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = cast.registration(cast.maria(), cast.meeting())
    page = f"{cast.page(client, registration)}/kalender"
    phone, office = made(client, page), made(client, page, "Outlook kantor")
    client.get(phone, headers={"User-Agent": "iOS/17.5 (21F79) dataaccessd/1.0"})
    shown = client.get(page).text
    assert [word in shown for word in ("HP saya", "Outlook kantor", "iPhone, iPad")] == [True] * 3
    assert phone.split("/")[-1].removesuffix(".ics") not in shown
    assert all(
        phone.split("/")[-1][:-4] not in each.token_digest for each in db.session.query(Feed)
    )
    [first] = db.session.query(Feed).filter_by(label="HP saya")
    client.submit(page, action=f"{page}/{first.key}/akhiri")
    assert [client.get(path).status_code for path in (phone, office)] == [404, 200]


def test_nothing_is_told_of_a_token_that_opens_nothing(
    app: Flask, client: Client, cast: Cast
) -> None:
    """Wrong, ended, or of a personal link that was revoked: one answer, and a ceiling."""
    registration = cast.registration(cast.maria(), cast.meeting())
    page = f"{cast.page(client, registration)}/kalender"
    ended, revoked = made(client, page), made(client, page, "lain")
    [first] = db.session.query(Feed).filter_by(label="HP saya")
    client.submit(page, action=f"{page}/{first.key}/akhiri")
    db.write(personal_links.revoke, registration.person, by=DIRECTOR, now=clock.now())
    client.get("/kalender")
    wrong = f"/kalender/saya/{'a' * 32}.ics"
    answers = {path: client.get(path) for path in (wrong, ended, revoked)}
    bodies = {answer.text.replace(path, "") for path, answer in answers.items()}
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len(bodies) == 1
    assert {client.get(wrong).status_code for _each in range(50)} == {404, 429}


def test_who_leads_or_speaks_subscribes_at_the_desk(app: Flask, client: Client, cast: Cast) -> None:
    series = cast.series()
    led, spoken, other = (
        cast.meeting(series, title=title, starts_at=soon(days=day))
        for day, title in enumerate(("led", "spoken", "other"), 1)
    )
    person = cast.facilitator(led)
    cast.facilitator(other, "Yosep Tukan")
    part = {"person_id": person.id, "role": AppearanceRole.SPEAKER}
    db.session.add(Appearance(meeting_id=spoken.id, **part))
    db.session.commit()
    cast.sign_in(client, person)
    path = made(client, "/desk/akun/kalender")
    assert titles(client, path) == ["led", "spoken"]
    db.session.query(Account).filter_by(person_id=person.id).update({"closed_at": clock.now()})
    db.session.commit()
    assert client.get(path).status_code == 404


def test_an_organisation_subscribes_to_where_its_people_have_places(
    app: Flask, client: Client, cast: Cast
) -> None:
    """As long as its owner stands for it; a foreign one has no page."""
    series, pelita = cast.series(), cast.pelita()
    of_us, of_others = (
        cast.meeting(series, title=title, starts_at=soon(days=day))
        for day, title in enumerate(("of us", "of others"), 1)
    )
    registration = cast.registration(cast.maria(), of_us)
    registration.organisation_id = pelita.id
    cast.registration(cast.suparmin(), of_others)
    db.session.commit()
    person = cast.focal(pelita)
    cast.sign_in(client, person)
    path = made(client, f"/desk/lembaga-saya/{pelita.key}/kalender")
    assert titles(client, path) == ["of us"]
    foreign = cast.organisation("Lembaga lain")
    assert client.get(f"/desk/lembaga-saya/{foreign.key}/kalender").status_code == 404
    until = clock.now() - timedelta(seconds=1)
    db.session.query(Grant).filter_by(person_id=person.id).update({"until": until})
    db.session.commit()
    assert client.get(path).status_code == 404


def test_what_a_stranger_asked_for_stands_in_no_calendar(
    app: Flask, client: Client, cast: Cast
) -> None:
    """Neither under an address nor an organisation, until who has the address confirms the form."""
    pelita, maria, programme = cast.pelita(), cast.maria(), cast.programme()
    meeting, held = (
        cast.meeting(cast.series(programme, name=title), title=title, starts_at=soon(days=day))
        for day, title in enumerate(("asked for", "own"), 1)
    )
    own, asked_for = (cast.registration(maria, each) for each in (held, meeting))
    asked_for.organisation_id = pelita.id
    form = cast.sent_form(asked_for, meeting, made_registration=True)
    mine = made(client, f"{cast.page(client, own)}/kalender")
    cast.sign_in(client, cast.focal(pelita))
    ours = made(client, f"/desk/lembaga-saya/{pelita.key}/kalender")
    assert [titles(client, path) for path in (mine, ours)] == [["own"], []]
    form.proved_at = clock.now()
    db.session.commit()
    assert [titles(client, path) for path in (mine, ours)] == [["asked for", "own"], ["asked for"]]


@pytest.mark.parametrize(
    ("told", "client"),
    [
        ("Google-Calendar-Importer", "Google"),
        ("Microsoft.Exchange/15.20 (Outlook)", "Outlook"),
        ("iOS/17.5 (21F79) dataaccessd/1.0", "iPhone, iPad"),
        ("macOS/14.5 (23F79) dataaccessd/1.0", "Mac"),
        ("curl/8", ""),
    ],
)
def test_kind_of_calendar(told: str, client: str) -> None:
    assert client_of(told) == client
