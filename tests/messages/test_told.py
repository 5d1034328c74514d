"""What the desk says after an act.

To how many people it wrote, how they get it, and who settles a letter that waits.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import select, update

from tests.cast import DIRECTOR, NATION, NTT, Cast, soon
from tests.client import Client
from tests.html import parse, text_of
from tests.messages.outbox import put, send, with_server
from tests.programmes.desk import resend
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import queries
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queries import Troubled
from webinar_hub.people.models import Grant, Person, Role
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration
from webinar_hub.web import access

KUPANG = Actor(id=None, label="Sekretaris Kota Kupang", scopes=frozenset({"53.71"}))


def with_mail(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", replace(settings, smtp_host="127.0.0.1"))


def desk_of(
    client: Client, cast: Cast, region: str | None = None, *, looks: bool = False
) -> Client:
    """Return the browser of a secretary, in English; looks: they look at the whole network, too."""
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    secretary = cast.staff(region=region)
    if looks:
        cast.grant(secretary, Role.VIEWER)
    cast.sign_in(client, secretary)
    return client


def said_of_letters(client: Client, where: str) -> tuple[list[str], str]:
    """Return what a page says of letters after an act, and where its link leads."""
    page = parse(client.get(where).text)
    said = [
        div for div in page.iter("div") if div.get("role") == "status" and div.get("class") == "say"
    ]
    return [text_of(div) for div in said], next(
        (a.get("href", "") for div in said for a in div.iter("a")), ""
    )


def listed(client: Client, where: str) -> list[str]:
    page = parse(client.get(where).text)
    return [text_of(cell) for body in page.iter("tbody") for cell in body.iter("th")]


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    """A meeting to come with Maria, who has an address; Suparmin and Yosep have telephones."""
    found = cast.meeting(starts_at=soon(days=3))
    people = (cast.maria(), cast.suparmin(), cast.person("Yosep Lani", phone="+6281200000009"))
    for person in people:
        cast.registration(person, found)
    put(cast.person("Orang Lain", phone="+6281200000010"))
    return found


def cancel(client: Client, meeting: Meeting) -> str:
    return str(
        client.submit(
            f"/desk/sesi/{meeting.key}/ubah", action="batal", reason="Pembicara sakit"
        ).location
    )


def test_after_a_cancelled_session_the_page_says_who_is_told_how(
    app: Flask, client: Client, cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_mail(monkeypatch, app)
    desk_of(client, cast)
    said, where = said_of_letters(client, cancel(client, meeting))
    assert said == ["3 people: 1 by e-mail, 2 for you to hand over See these messages"]
    assert sorted(listed(client, where)) == [
        "Dr. Maria Goreti Bere, S.Sos., M.Si.",
        "Suparmin",
        "Yosep Lani",
    ]
    assert (
        "What one act wrote, to 3 people: 1 by e-mail, 2 for you to hand over."
        in client.get(where).text
    )
    client.set_cookie("bahasa", "id", domain="127.0.0.1")
    assert "kepada 3 orang: 1 lewat email, 2 Anda serahkan." in client.get(where).text


def test_without_a_mail_server_nobody_is_said_to_be_told_by_mail(
    app: Flask, client: Client, cast: Cast, meeting: Meeting
) -> None:
    desk_of(client, cast)
    said, where = said_of_letters(client, cancel(client, meeting))
    assert said == ["3 people: 3 for you to hand over See these messages"]
    send(app, with_server(app, 25, smtp_host=""))
    suparmin = db.session.scalars(
        select(Letter).join(Letter.person).where(Person.name == "Suparmin", Letter.act != "")
    ).one()
    client.submit(f"/desk/pesan/{suparmin.key}", action="diserahkan")
    assert "to 3 people: 2 for you to hand over, 1 handed over already." in client.get(where).text


def test_a_second_press_says_the_same_and_an_act_without_letters_nothing(
    app: Flask, client: Client, cast: Cast, meeting: Meeting
) -> None:
    desk_of(client, cast)
    form = client.form(f"/desk/sesi/{meeting.key}/ubah", action="batal")
    answers = [client.post(form.action, data={**form.fields, "reason": "Sakit"}) for _ in range(2)]
    assert (
        said_of_letters(client, answers[1].location)[0]
        == ["3 people: 3 for you to hand over See these messages"] * 2
    )
    other = cast.meeting(meeting.series, starts_at=soon(days=10))
    assert said_of_letters(client, cancel(client, other)) == ([], "")


def test_who_may_not_read_letters_is_not_led_to_them(
    app: Flask, client: Client, cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No act of a facilitator writes to anybody yet; one that did would say so without a link."""

    @access.desk
    def writes(key: str) -> ResponseReturnValue:
        put(db.session.scalars(select(Person).where(Person.name == "Suparmin")).one())
        return redirect(f"/desk/sesi/{key}", 303)

    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    cast.sign_in(client, cast.facilitator(meeting))
    form = client.form(f"/desk/sesi/{meeting.key}")
    monkeypatch.setitem(app.view_functions, "attendance_desk.upload", writes)
    answer = client.post(f"/desk/sesi/{meeting.key}/laporan", data=form.fields)
    said = ["1 person: 1 handed over by another secretariat"]
    assert said_of_letters(client, answer.location) == (said, "")


def test_whom_another_desk_hands_it_over_to_is_said_and_not_shown(
    app: Flask, client: Client, cast: Cast
) -> None:
    owner = cast.secretariat("53").organisation
    meeting = cast.meeting(
        cast.series(cast.programme("Pelatihan NTT", owner=owner)), starts_at=soon(days=3)
    )
    people = ("Suparmin", "53"), ("Yosep Lani", "91"), ("Nora Papua", "91"), ("Adi Kupang", "53.71")
    for name, region in people:
        cast.registration(cast.person(name, phone=f"+628120000{len(name)}", region=region), meeting)
    cast.staff(region="53.71", name="Sekretaris Kupang", email="kupang@example.org")
    desk_of(client, cast, "53", looks=True)
    said, where = said_of_letters(client, cancel(client, meeting))
    assert said == [
        (
            "4 people: 1 for you to hand over, "
            "3 handed over by another secretariat See these messages"
        )
    ]
    assert sorted(listed(client, where)) == ["Adi Kupang", "Suparmin"]
    assert "3 handed over by another secretariat" in client.get(where).text


def test_a_facilitator_gets_no_link_to_messages_they_may_not_open(
    app: Flask, client: Client, cast: Cast
) -> None:
    actor = Actor(id=cast.person("Theresia").id, label="Theresia")
    put(cast.suparmin())
    act = db.session.scalars(select(Letter.act)).one()
    assert (
        queries.receivers_of(actor, [act], server=True).by_others,
        queries.receivers_of(actor, [act], server=True).people,
    ) == (1, 1)


def test_strangers_and_facilitators_stay_outside(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    letter = put(cast.maria())
    assert client.get("/desk/pesan").status_code == 302
    cast.sign_in(client, cast.facilitator(cast.meeting()))
    assert client.get("/desk/pesan").status_code == 403
    assert client.get(f"/desk/pesan/{letter.key}").status_code == 403


def test_a_letter_that_waits_is_counted_at_one_desk_alone(app: Flask, cast: Cast) -> None:
    for number, region in enumerate((None, "31", "53", "53.71", "53.04")):
        letter = put(
            cast.person(f"Orang {number}", phone=f"+62812000000{number}", region=region),
            subject=f"registration:{number}",
        )
        letter.state = LetterState.KEPT
    db.session.commit()
    desks = (NATION, NTT, KUPANG)
    assert [queries.troubled(desk).kept for desk in desks] == [5, 3, 1]
    cast.staff(region="53", name="Sekretaris NTT", email="ntt@example.org")
    assert [queries.troubled(desk).kept for desk in desks] == [2, 3, 1]
    cast.staff(region="53.71", name="Sekretaris Kupang", email="kupang@example.org")
    assert [queries.troubled(desk).kept for desk in desks] == [2, 2, 1]
    assert [len(queries.seen_by(desk).page(group="troubled").rows) for desk in desks] == [
        2,
        2,
        1,
    ]
    assert len(queries.seen_by(NATION).page().rows) == 5
    put(
        cast.person("Sekretaris Lain", phone="+62812000001", region="53.71"),
        kind="accounts/role_changed",
        subject="grant:1",
    ).state = LetterState.KEPT
    db.session.commit()
    assert [queries.troubled(desk).kept for desk in desks] == [2, 2, 2]


def test_a_desk_settles_letters_until_its_role_ends(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(cast.person("Maria", phone="+628120000001", region="53.71")).state = LetterState.KEPT
    kupang = cast.staff(region="53.71", name="Sekretaris Kupang", email="kupang@example.org")
    ends = clock.now() + timedelta(days=1)
    db.session.execute(update(Grant).where(Grant.person_id == kupang.id).values(until=ends))
    db.session.commit()
    assert queries.troubled(NTT).kept == 0
    monkeypatch.setattr(clock, "now", lambda: ends + timedelta(minutes=1))
    assert queries.troubled(NTT).kept == 1


def test_nobody_hands_over_what_is_written_to_themselves(app: Flask, cast: Cast) -> None:
    alone = cast.staff(region="53.71", name="Sekretaris Kupang", email="kupang@example.org")
    alone.region_code = "53.71"
    db.session.commit()
    put(alone, kind="accounts/role_changed", subject="grant:1").state = LetterState.KEPT
    db.session.commit()
    herself = Actor(id=alone.id, label="Kupang", scopes=frozenset({"53.71"}))
    assert [queries.troubled(desk).kept for desk in (herself, NTT, NATION)] == [0, 1, 1]
    cast.staff(region="53", name="Sekretaris NTT", email="ntt@example.org")
    assert [queries.troubled(desk).kept for desk in (herself, NTT, NATION)] == [0, 1, 0]


def test_a_letter_that_a_nearer_desk_does_not_see_stays_with_who_sees_it(
    app: Flask, cast: Cast
) -> None:
    cast.staff(region="53.71", name="Sekretaris Kupang", email="kupang@example.org")
    ratna = cast.person("Ratna Bere", phone="+62812000002", region="53.71")
    cast.grant(ratna, Role.SECRETARIAT, "53")
    cast.staff(region="53", name="Sekretaris NTT", email="ntt@example.org")
    put(ratna, kind="accounts/role_changed", subject="grant:1").state = LetterState.KEPT
    db.session.commit()
    assert [queries.troubled(desk) for desk in (NATION, NTT, KUPANG)] == [
        Troubled(0, 0, 0),
        Troubled(0, 1, 0),
        Troubled(0, 0, 0),
    ]


def test_an_invitation_waits_for_who_invited(app: Flask, cast: Cast) -> None:
    yosep = cast.staff(region="53", name="Yosep Lani", email="yosep@example.org")
    put(
        cast.person("Calon", phone="+62812000003", region="53"),
        kind="accounts/invitation",
        subject="invitation:1",
        invited_by=yosep.id,
    ).state = LetterState.KEPT
    db.session.commit()
    inviter = Actor(id=yosep.id, label="Yosep", scopes=frozenset({"53"}))
    administrator = Actor(id=None, label="Ratna", administrator=True)
    assert [queries.troubled(desk).kept for desk in (inviter, NTT, NATION, administrator)] == [
        1,
        0,
        0,
        0,
    ]


Act = Callable[[Client, Cast, Meeting], str]


def move(client: Client, _cast: Cast, meeting: Meeting) -> str:
    path = f"/desk/sesi/{meeting.key}/ubah"
    shown = client.submit(path, action="ubah", starts="05:00", ends="06:00")
    return str(resend(client, path, shown).location)


def invite(client: Client, cast: Cast, _meeting: Meeting) -> str:
    cast.region("53")
    fields = {"name": "Calon Baru", "email": "calon@example.org", "role": "viewer", "region": "53"}
    return str(client.submit("/desk/peran/undang", **fields).location)


def link_again(client: Client, _cast: Cast, _meeting: Meeting) -> str:
    of_maria = (
        select(Registration).join(Registration.person).where(Person.email == "maria@example.org")
    )
    registration = db.session.scalars(of_maria).one()
    return str(client.submit(f"/desk/peserta/{registration.key}", action="tautan").location)


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (move, "3 people: 1 by e-mail, 2 for you to hand over See these messages"),
        (invite, "1 person: 1 by e-mail See these messages"),
        (link_again, "1 person: 1 by e-mail See these messages"),
    ],
)
def test_every_act_says_so_in_one_way(
    sqlite_app: Flask,
    client: Client,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    act: Act,
    expected: str,
) -> None:
    with_mail(monkeypatch, sqlite_app)
    found = cast.meeting(starts_at=soon(days=3))
    for person in (
        cast.maria(),
        cast.suparmin(),
        cast.person("Yosep Lani", phone="+6281200000009"),
    ):
        cast.registration(person, found)
    desk_of(client, cast)
    assert said_of_letters(client, act(client, cast, found))[0] == [expected]


def test_a_link_into_the_desk_is_for_administrators_to_hand_over(app: Flask, cast: Cast) -> None:
    put(cast.maria(), kind="accounts/sign_in")
    act = db.session.scalars(select(Letter.act)).one()
    told = [queries.receivers_of(each, [act], server=False) for each in (NATION, DIRECTOR)]
    assert [(each.by_hand, each.by_others) for each in told] == [(0, 1), (1, 0)]
