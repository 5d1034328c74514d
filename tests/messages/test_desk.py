"""The desk's "Pesan": who sees which letters, how they read, and what the buttons do."""

from dataclasses import replace
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.client import Client
from tests.messages.outbox import put, rows, send
from tests.messages.parts import ROLE
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.messages import kinds, queries
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queries import Troubled
from webinar_hub.people.models import Person, Role
from webinar_hub.records.letters import digits

KUPANG = Actor(id=901, label="Yosep", scopes=frozenset({"53"}))
NATIONAL = Actor(id=902, label="Ratna", administrator=True)


def put_states(cast: Cast, *states: LetterState) -> list[str]:
    """Put a letter to Maria in each of these states into the outbox; return their keys."""
    maria, keys = cast.maria(), []
    for number, state in enumerate(states):
        letter = put(maria, subject=f"registration:{number}")
        keys.append(letter.key)
        letter.state = state
        db.session.commit()
    return keys


def test_troubled_letters_stand_first_and_pages_follow_each_other(app: Flask, cast: Cast) -> None:
    keys = put_states(
        cast,
        *[
            LetterState.KEPT,
            LetterState.SENT,
            LetterState.NEW,
            LetterState.PARKED,
            LetterState.DROPPED,
            LetterState.KEPT,
        ],
    )
    visible = queries.seen_by(NATIONAL)
    expected = [keys[number] for number in (5, 3, 0, 4, 2, 1)]
    for size in (1, 2, 3, 4, 6, 10):
        found: list[str] = []
        after = None
        while True:
            page = visible.page(after=after, size=size)
            found += [letter.key for letter in page.rows]
            after = page.after
            if after is None:
                break
        assert found == expected, size
    assert [letter.key for letter in visible.page(group="troubled").rows] == [
        keys[5],
        keys[3],
        keys[0],
    ]
    assert [letter.key for letter in visible.page(group="troubled", after=keys[3]).rows] == [
        keys[0]
    ]
    assert [letter.key for letter in visible.page(group="sent").rows] == [keys[1]]
    assert [letter.key for letter in visible.page(group="waiting").rows] == [keys[2]]


def test_a_province_sees_the_letters_to_its_own_people(app: Flask, cast: Cast) -> None:
    mine, others = put(cast.maria()), put(cast.suparmin())
    nowhere = put(cast.person("Tanpa Wilayah", email="x@example.org"))
    db.write(lambda: db.session.execute(update(Letter).values(state=LetterState.PARKED)))
    assert [letter.key for letter in queries.seen_by(KUPANG).page().rows] == [mine.key]
    assert len(queries.seen_by(NATIONAL).page().rows) == 3
    for key in (others.key, nowhere.key, "unknown"):
        with pytest.raises(NotFound):
            queries.seen_by(KUPANG).letter(key)
    assert queries.troubled(KUPANG) == Troubled(parked=1, kept=0, late=0)
    assert queries.troubled(NATIONAL) == Troubled(parked=3, kept=0, late=0)
    assert queries.troubled(Actor(id=3, label="facilitator")) == Troubled(parked=0, kept=0, late=0)


def test_letters_about_roles_elsewhere_are_not_for_where_their_holder_lives(
    app: Flask, cast: Cast
) -> None:
    """Somebody who lives in Kupang and works for the nation, another province, or Kupang."""
    kupang = Actor(id=None, label="Kupang", scopes=frozenset({"53.71"}))
    national = Actor(id=None, label="nasional", scopes=frozenset({""}))
    for number, (role, region) in enumerate(
        [
            (Role.ADMINISTRATOR, None),
            (Role.SECRETARIAT, None),
            (Role.VIEWER, "53"),
            (Role.SECRETARIAT, "53.71"),
        ]
    ):
        person = cast.staff(
            role, region=region, name=f"Orang {number}", email=f"orang{number}@example.org"
        )
        person.region_code = cast.region("53.71").code
        db.session.commit()
        put(person, kind="accounts/secured", subject=f"account:{number}")
        put(person, subject=f"registration:{number}")

    def about_accounts(actor: Actor) -> list[str]:
        return sorted(
            each.person.name
            for each in queries.seen_by(actor).page().rows
            if each.kind == "accounts/secured"
        )

    assert about_accounts(kupang) == ["Orang 3"]
    assert about_accounts(KUPANG) == ["Orang 2", "Orang 3"]
    assert about_accounts(national) == ["Orang 1", "Orang 2", "Orang 3"]
    assert about_accounts(NATIONAL) == ["Orang 0", "Orang 1", "Orang 2", "Orang 3"]
    assert len(queries.seen_by(kupang).page().rows) == 5


def test_letters_that_wait_too_long_are_counted(app: Flask, cast: Cast) -> None:
    put(cast.maria())
    assert queries.troubled(NATIONAL) == Troubled(parked=0, kept=0, late=0)
    before = clock.now() - queries.LATE
    db.write(lambda: db.session.execute(update(Letter).values(due=before)))
    assert queries.troubled(NATIONAL).late == 0, "it was written just now, of what was over before"
    db.write(lambda: db.session.execute(update(Letter).values(written_at=before)))
    assert queries.troubled(NATIONAL) == Troubled(parked=0, kept=0, late=1)


def test_a_letter_kept_for_a_phone_is_handed_over(app: Flask, cast: Cast, client: Client) -> None:
    put(cast.suparmin())
    send(app, app.extensions["settings"])
    [kept] = rows()
    assert kept.state == LetterState.KEPT
    cast.sign_in(client, cast.staff(region="31"))
    assert "Suparmin" in client.get("/desk/pesan").text
    page = client.get(f"/desk/pesan/{kept.key}").text
    [address] = [
        part.split('"')[0] for part in page.split('href="') if part.startswith("https://wa.me/")
    ]
    number, _, text = address.removeprefix("https://wa.me/").partition("?text=")
    assert number == "6281234567890"
    message = unquote(text)
    assert message.startswith("Halo Suparmin,\n\n")
    assert f"{app.extensions['links'].public_url}/saya/aaaabbbbccccdddd-1." in message
    assert "14.00–16.00 WIB / 15.00–17.00 WITA / 16.00–18.00 WIT" in message
    answer = client.submit(f"/desk/pesan/{kept.key}", action="diserahkan")
    assert "sudah diserahkan" in client.page(answer)
    assert [letter.state for letter in rows()] == [LetterState.SENT]
    assert 'diserahkan"' not in client.get(f"/desk/pesan/{kept.key}").text


def test_an_attachment_is_promised_only_where_a_mail_carries_it(
    app: Flask, cast: Cast, client: Client
) -> None:
    cast.sign_in(client, cast.ratna())
    letters = [put(each, calendar="REQUEST") for each in (cast.maria(), cast.suparmin())]
    pages = [client.get(f"/desk/pesan/{letter.key}").text for letter in letters]
    assert ["entri kalender" in page for page in pages] == [True, False]
    send(app, app.extensions["settings"])
    assert "entri kalender" not in client.get(f"/desk/pesan/{letters[0].key}").text


def test_a_parked_letter_says_why_and_is_sent_again(app: Flask, cast: Cast, client: Client) -> None:
    letter = put(cast.maria())
    refused = {
        "state": LetterState.PARKED,
        "reason": "receiver: 550 5.1.1 <no> such user",
        "attempts": 3,
    }
    db.write(lambda: db.session.execute(update(Letter).values(refused)))
    cast.sign_in(client, cast.ratna())
    with_mail = replace(app.extensions["settings"], smtp_host="mail.jajar.example")
    page = client.get(f"/desk/pesan/{letter.key}").text
    assert "Server surat menolak alamat ini." in page
    assert "550 5.1.1 &lt;no&gt; such user" in page
    assert "kirim-ulang" not in page, "there is no mail server"
    without, app.extensions["settings"] = app.extensions["settings"], with_mail
    try:
        answer = client.submit(f"/desk/pesan/{letter.key}", action="kirim-ulang")
    finally:
        app.extensions["settings"] = without
    assert "Pesan dikirim ulang." in client.page(answer)
    assert [(row.state, row.attempts, row.reason) for row in rows() if row.id == letter.id] == [
        (LetterState.NEW, 0, "")
    ]


def test_addresses_are_shortened_before_the_second_step(
    app: Flask, cast: Cast, client: Client
) -> None:
    letter = put(
        cast.person(
            "Maria Goreti Bere", email="maria@example.org", phone="+6281399887766", region="53.71"
        )
    )
    refused = {"state": LetterState.PARKED, "reason": "receiver: 550 <maria@example.org> unknown"}
    db.write(lambda: db.session.execute(update(Letter).values(refused)))
    staff = cast.staff(region="53.71")
    for proved in (False, True):
        cast.sign_in(client, staff, proved=proved)
        page = client.get(f"/desk/pesan/{letter.key}").text
        shown = [
            text in page
            for text in (
                "<dd>ma…@example.org",
                "<dd>…7766",
                "/desk/akun/langkah-kedua",
                "maria@example.org",
                "0813-9988-7766",
            )
        ]
        assert shown == [not proved, not proved, not proved, proved, proved]


SIGN_IN, OPENING = "accounts/sign_in", "/masuk/hhhhbbbbccccdddd"


def read(client: Client, letter: Letter) -> TestResponse:
    """Press the button that reads a letter to hand it over, whether it is there or not."""
    page = f"/desk/pesan/{letter.key}"
    token = client.form("/desk/akun/sandi").fields["csrf_token"]
    return client.post(f"{page}/baca", data={"csrf_token": token})


def signed_in(app: Flask, cast: Cast, person: Person) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    cast.sign_in(client, person)
    return client


def test_a_sign_in_link_is_read_by_administrators_alone_and_written_down(
    sqlite_app: Flask, cast: Cast
) -> None:
    """No page shows it: a button does, and the history says who pressed it."""
    letter, readers = put(cast.maria(), kind=SIGN_IN, subject="account:maria"), []
    for person, status in ((cast.ratna(), 200), (cast.staff(Role.SECRETARIAT), 403)):
        client = signed_in(sqlite_app, cast, person)
        page = client.get(f"/desk/pesan/{letter.key}").text
        assert OPENING not in page
        assert ('/baca"' in page, 'diserahkan"' in page) == (status == 200, False)
        answer = read(client, letter)
        assert (answer.status_code, OPENING in answer.text, 'diserahkan"' in answer.text) == (
            status,
            status == 200,
            status == 200,
        )
        readers += [person.id] * (status == 200)
    entries = select(Entry.actor_id).where(
        Entry.verb == "read to hand over", Entry.subject_key == letter.key
    )
    assert db.session.scalars(entries).all() == readers


@pytest.mark.parametrize("kind", [SIGN_IN, "accounts/invitation", "accounts/new_address"])
def test_nobody_reads_what_lets_an_administrator_in(
    sqlite_app: Flask, cast: Cast, kind: str
) -> None:
    """One administrator could make up another from letters, and do as two what one may not."""
    maria = cast.maria()
    cast.grant(maria, Role.ADMINISTRATOR)
    letter = put(maria, kind=kind, subject="account:maria")
    client = signed_in(sqlite_app, cast, cast.ratna())
    page = client.get(f"/desk/pesan/{letter.key}").text
    assert ("sign-in-link" in page, '/baca"' in page) == (True, False)
    assert read(client, letter).status_code == 403


def test_nobody_reads_what_makes_an_administrator(sqlite_app: Flask, cast: Cast) -> None:
    ratna = cast.ratna()
    role = ROLE | {"role": "administrator", "region": None}
    letter = put(
        cast.maria(),
        kind="accounts/invitation",
        subject="invitation:x",
        role=role,
        invited_by=ratna.id,
    )
    assert read(signed_in(sqlite_app, cast, ratna), letter).status_code == 403
    other = cast.staff(Role.ADMINISTRATOR, name="Yohanis", email="yohanis@jajar.example")
    assert read(signed_in(sqlite_app, cast, other), letter).status_code == 403


def test_nobody_reads_their_own(sqlite_app: Flask, cast: Cast) -> None:
    """Whoever asks for an address that is not theirs does not prove it from the desk."""
    yosep = cast.staff(Role.SECRETARIAT)
    letter = put(yosep, kind="accounts/new_address", subject="account:yosep", invited_by=yosep.id)
    assert read(signed_in(sqlite_app, cast, yosep), letter).status_code == 403


SECRETS = {
    SIGN_IN: OPENING,
    "records/code": "jjjjbbbbccccdddd",
    "registrations/confirmed": "/saya/",
    "registrations/meeting_moved": "/saya/",
    "certificates/issued": "/saya/",
    "directory/focal_confirm": "/narahubung/",
}


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize(
    "state",
    [
        LetterState.NEW,
        LetterState.RETRY,
        LetterState.CLAIMED,
        LetterState.SENT,
        LetterState.DROPPED,
    ],
)
def test_what_goes_by_mail_is_not_read_at_the_desk(
    sqlite_app: Flask, cast: Cast, kind: str, state: LetterState
) -> None:
    """A link or a code is its receiver's alone, unless it cannot reach them but from here."""
    letter, with_mail = (
        put(cast.maria(), kind=kind),
        replace(sqlite_app.extensions["settings"], smtp_host="mail.jajar.example"),
    )
    db.write(lambda: db.session.execute(update(Letter).values(state=state)))
    client = signed_in(sqlite_app, cast, cast.ratna())
    code = digits(cast.links.link_key, SECRETS[kind]) if kind == "records/code" else SECRETS[kind]
    without, sqlite_app.extensions["settings"] = sqlite_app.extensions["settings"], with_mail
    try:
        page = client.get(f"/desk/pesan/{letter.key}").text
        assert (code in page, "…" in page, '/baca"' in page, 'diserahkan"' in page) == (
            False,
            True,
            False,
            False,
        )
        assert read(client, letter).status_code == 403
        db.write(lambda: db.session.execute(update(Letter).values(state=LetterState.PARKED)))
        assert (code in client.get(f"/desk/pesan/{letter.key}").text) == (kinds.opens(kind) is None)
        assert code in read(client, letter).text
    finally:
        sqlite_app.extensions["settings"] = without


def test_a_code_is_read_by_pressing_a_button_alone(sqlite_app: Flask, cast: Cast) -> None:
    """Opening a page leaves no trace, so no page shows a code that opens somebody's data."""
    letter = put(cast.suparmin(), kind="records/code", subject="data-code:suparmin")
    code = digits(cast.links.link_key, letter.facts["data_code"])
    yosep = cast.staff(Role.SECRETARIAT, region="31")
    client = signed_in(sqlite_app, cast, yosep)
    page = client.get(f"/desk/pesan/{letter.key}").text
    assert (code in page, "wa.me" in page, "Baca untuk diserahkan" in page) == (False, False, True)
    answer = client.submit(f"/desk/pesan/{letter.key}", action="/baca")
    assert (answer.status_code, code in answer.text, "wa.me/6281234567890" in answer.text) == (
        200,
        True,
        True,
    )
    assert "no-store" in answer.headers["Cache-Control"]
    [entry] = db.session.scalars(select(Entry).where(Entry.verb == "read to hand over"))
    assert (entry.actor_id, entry.subject_kind, entry.subject_key) == (
        yosep.id,
        "letter",
        letter.key,
    )


def test_a_broken_letter_is_shown_as_such_and_lists_go_on(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    maria = cast.maria()
    good, bad = put(maria, subject="registration:good"), put(maria, subject="registration:bad")
    db.write(
        lambda: db.session.execute(
            update(Letter).where(Letter.id == bad.id).values(facts={}, kind="registrations/unknown")
        )
    )
    cast.sign_in(client, cast.ratna())
    listed = client.get("/desk/pesan").text
    assert (good.key in listed, bad.key in listed) == (True, True)
    assert "Pesan ini tidak dapat disusun" in client.get(f"/desk/pesan/{bad.key}").text


def test_lists_come_in_pages(sqlite_app: Flask, cast: Cast, client: Client) -> None:
    cast.sign_in(client, cast.ratna())
    put_states(cast, *[LetterState.PARKED] * 60)
    page = client.get("/desk/pesan?keadaan=troubled")
    assert page.text.count('scope="row"') == queries.PAGE
    [older] = [
        part.split('"')[0] for part in page.text.split('href="') if "setelah=" in part.split('"')[0]
    ]
    assert client.get(older.replace("&amp;", "&")).text.count('scope="row"') == 60 - queries.PAGE
    assert client.get("/desk/pesan?keadaan=lain").status_code == 404
    assert client.get("/desk/pesan?setelah=unknown").status_code == 404
