"""Many letters to one mailbox.

Three an hour by themselves, the others together, with as many statements whoever is known there.
"""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.messages.examples import FACTS
from tests.messages.outbox import put, rows, send, with_server
from tests.messages.sink import mail_server
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import actions, gathering, rules
from webinar_hub.messages.kinds import TOGETHER
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.models import Person, Role

KIND = "registrations/confirmed"
NEW, GATHERED, SENT, KEPT, DROPPED = (
    LetterState.NEW, LetterState.GATHERED, LetterState.SENT, LetterState.KEPT, LetterState.DROPPED
)  # fmt: skip


def form(
    cast: Cast,
    name: str,
    email: str | None = "kantor@example.org",
    *,
    phone: str | None = None,
    now: datetime | None = None,
) -> Person:
    """Write a letter as an anonymous form does, to somebody of this name at this address."""
    person = cast.person(name, email=email, phone=phone)

    def act() -> None:
        at = now or clock.now()
        actions.post(
            KIND,
            subject=f"registration:{name}",
            person=person,
            facts=FACTS[KIND],
            due=at,
            language="id",
            limited=True,
            now=at,
        )

    db.write(act)
    return person


def states() -> Counter[LetterState]:
    """Return how many letters stand where."""
    return Counter(letter.state for letter in rows())


def pass_twenty_minutes() -> None:
    """Let the time come at which the letters that wait for each other go."""
    db.write(
        lambda: db.session.execute(
            update(Letter)
            .where(Letter.state == GATHERED)
            .values(next_at=clock.now() - timedelta(minutes=20))
        )
    )


@pytest.mark.parametrize(
    ("email", "phone", "mailbox"),
    [
        ("maria@example.org", None, "maria@example.org"),
        ("Maria+Kantor@Example.org", "+6281234567890", "maria@example.org"),
        ("maria+a+b@example.org", None, "maria@example.org"),
        ("+maria@example.org", None, "+maria@example.org"),
        (None, "+6281234567890", "+6281234567890"),
        (None, None, ""),
    ],
)
def test_a_mailbox(email: str | None, phone: str | None, mailbox: str) -> None:
    assert rules.mailbox(email, phone) == mailbox


def test_an_office_gets_three_letters_and_then_one_with_twenty_names(
    app: Flask, cast: Cast
) -> None:
    names = [f"Staf {number}" for number in range(28)]
    for name in names:
        form(cast, name)
    assert states() == {NEW: 3, GATHERED: 25}
    with mail_server() as sink:
        settings = with_server(app, sink.port)
        send(app, settings)
        assert len(sink.taken) == 3
        pass_twenty_minutes()
        send(app, settings)
        send(app, settings)
        assert len(sink.taken) == 4
        assert states() == {SENT: 24, GATHERED: 5}
        pass_twenty_minutes()
        send(app, settings)
    first, second = (str(letter.get_body(("plain",)).get_content()) for letter in sink.letters[3:])  # type: ignore[union-attr]
    assert [name for name in names if f"*{name}*" in first] == names[3:23]
    assert [name for name in names if f"*{name}*" in second] == names[23:]
    assert (first.count("/saya/"), second.count("/saya/")) == (20, 5)
    assert ("5 nama" in first, "nama lagi" in second) == (True, False)
    assert states() == {SENT: 30}
    assert all(letter.sent_at for letter in rows())


def test_the_hour_passes(app: Flask, cast: Cast) -> None:
    before = clock.now() - timedelta(hours=1)
    for name in ("Ani", "Budi", "Citra"):
        form(cast, name, now=before)
    form(cast, "Dewi")
    assert states() == {NEW: 4}


def test_what_the_same_form_writes_again_counts_once(app: Flask, cast: Cast) -> None:
    person, now = cast.maria(), clock.now()

    def act(*, limited: bool = True) -> None:
        actions.post(
            KIND,
            subject="registration:a",
            person=person,
            facts=FACTS[KIND],
            due=now,
            language="id",
            limited=limited,
            now=now,
        )

    for _ in range(5):
        db.write(act)
    assert states() == {NEW: 1}
    db.write(act, limited=False)
    assert [letter.mailbox for letter in rows()] == ["maria@example.org"]


def test_names_behind_a_plus_share_the_count_and_never_a_letter(app: Flask, cast: Cast) -> None:
    for number in range(7):
        form(cast, f"Nama {number}", f"korban+{number % 2}@example.org")
    pass_twenty_minutes()
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert Counter(sink.receivers) == {"korban+0@example.org": 2, "korban+1@example.org": 2}
    [together] = [letter for letter in rows() if letter.kind == TOGETHER]
    assert {letter.person_id for letter in rows() if letter.within_id == together.id} == set(
        db.session.scalars(
            select(Person.id).where(Person.email == "korban+1@example.org", Person.name != "Nama 1")
        )
    )
    assert together.facts == {"more": 2}


def test_known_and_unknown_take_the_same_statements(app: Flask, cast: Cast) -> None:
    known, unknown = (
        cast.person("Ani", email="ani@example.org"),
        cast.person("Budi", email="budi@example.org"),
    )
    put(known, subject="registration:before")

    def taken(person: Person) -> list[str]:
        now = clock.now()

        def act() -> None:
            actions.post(
                KIND,
                subject="registration:a",
                person=person,
                facts=FACTS[KIND],
                due=now,
                language="id",
                limited=True,
                now=now,
            )

        with statements() as seen:
            db.write(act)
        return seen

    assert taken(known) == taken(unknown)


def test_what_is_given_back_before_it_goes_is_not_listed(app: Flask, cast: Cast) -> None:
    for name in ("Ani", "Budi", "Citra", "Dewi", "Eko"):
        form(cast, name)
    pass_twenty_minutes()
    db.write(gathering.gather, "kantor@example.org", now=clock.now())
    db.write(actions.drop, "registration:Dewi", now=clock.now())
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert "*Dewi*" not in sink.letters[3].as_string()
    assert states() == {SENT: 5, DROPPED: 1}
    db.write(actions.drop, "registration:Eko", now=clock.now())


def test_a_letter_of_which_nothing_is_left_does_not_go(app: Flask, cast: Cast) -> None:
    for name in ("Ani", "Budi", "Citra", "Dewi"):
        form(cast, name)
    pass_twenty_minutes()
    db.write(gathering.gather, "kantor@example.org", now=clock.now())
    db.write(actions.drop, "registration:Dewi", now=clock.now())
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert states() == {SENT: 3, DROPPED: 2}


def test_whoever_is_erased_takes_nobody_elses_link_along(app: Flask, cast: Cast) -> None:
    people = [form(cast, name) for name in ("Ani", "Budi", "Citra", "Dewi", "Eko")]
    pass_twenty_minutes()
    db.write(gathering.gather, "kantor@example.org", now=clock.now())
    db.write(actions.erase, people[3], now=clock.now())
    assert [letter.mailbox for letter in rows() if letter.person_id == people[3].id] == [None, None]
    pass_twenty_minutes()
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert "*Eko*" in sink.letters[3].as_string()


def test_a_telephone_with_many_names_is_one_line_on_the_desk(
    app: Flask, cast: Cast, client: Client
) -> None:
    for number in range(30):
        form(cast, f"Nama {number}", None, phone="+6281234567890")
    settings = app.extensions["settings"]
    send(app, settings)
    ntt = cast.staff(region="53")
    cast.grant(ntt, Role.VIEWER)
    cast.sign_in(client, ntt)
    assert "nama menunggu pesan ke" not in client.get("/desk/pesan").text
    cast.sign_in(client, cast.ratna())
    assert "27 nama menunggu pesan ke" in client.get("/desk/pesan").text
    pass_twenty_minutes()
    send(app, settings)
    assert states() == {KEPT: 4, GATHERED: 27}
    page = client.get("/desk/pesan").text
    assert "nama menunggu pesan ke" not in page
    assert page.count('<th scope="row">') == 4
    [together] = [letter for letter in rows() if letter.kind == TOGETHER]
    db.write(actions.hand_over, together.id, by=DIRECTOR, now=clock.now())
    assert states() == {KEPT: 3, SENT: 21, GATHERED: 7}


def test_a_letter_has_the_edition_of_the_moment(app: Flask, cast: Cast) -> None:
    held = cast.registration(cast.maria(), cast.meeting())
    put(held.person, registration={"key": held.key, "code": "K7M2"})
    held.link_version = 7
    db.session.commit()
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert f"/saya/{held.key}-7." in str(sink.letters[0].get_body(("plain",)).get_content())  # type: ignore[union-attr]
