"""The desk words letters anew: who may, what goes out then, and whose words are in use."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.client import Client
from tests.messages.outbox import letter_of, of_kind, send, with_server
from tests.messages.sink import mail_server
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering
from webinar_hub.messages.models import Letter
from webinar_hub.messages.wording import actions, queries, rules
from webinar_hub.messages.wording.models import Wording
from webinar_hub.messages.wording.rules import Words
from webinar_hub.network.models import Secretariat
from webinar_hub.people.models import Role
from webinar_hub.programmes.letters import meeting_facts
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import letters
from webinar_hub.registrations.models import Registration
from webinar_hub.web import limits

NTT = Actor(id=901, label="Yosep", scopes=frozenset({"53"}))
BODY = "Yth. {name},\nsilakan.\n\n{session}\n\n{link}"
TYPED = {"subject": "Tautan Anda: {title}", "body": BODY, "version": "0"}


def of(cast: Cast, region: str | None, name: str = "Maria") -> tuple[Secretariat, Registration]:
    """Return the secretariat of a region, and somebody who registered for what it runs."""
    secretariat = cast.secretariat(region)
    programme = cast.programme(f"Semidaring {region}", owner=secretariat.organisation)
    person = cast.person(name, email=f"{name}{region}@example.org".lower(), region=region)
    return secretariat, cast.registration(person, cast.meeting(cast.series(programme)))


def of_series(registration: Registration) -> list[Meeting]:
    """Return the sessions that somebody registered for."""
    found = select(Meeting).where(Meeting.series_id == registration.series_id)
    return list(db.session.scalars(found))


def asked_again(registration: Registration) -> Letter:
    """Write somebody their link again."""
    meetings = of_series(registration)
    now = clock.now()
    put = db.write(letters.link_again, registration, meetings, at_once=True, now=now)
    return letter_of(put)


def word(secretariat: Secretariat, body: str, version: int = 0) -> Wording:
    words = Words("Tautan Anda: {title}", body)
    return db.write(
        actions.word_anew,
        secretariat,
        "registrations/link_again",
        "id",
        words,
        version=version,
        by=NTT,
        now=clock.now(),
    )


def address(secretariat: Secretariat, *more: str) -> str:
    key = secretariat.organisation.key
    return "/".join((f"/desk/sekretariat/{key}/pesan/registrations-link_again/id", *more))


def text_of(app: Flask, letter: Letter) -> str:
    settings, links = app.extensions["settings"], app.extensions["links"]
    return rendering.write(letter, settings, links).text


def test_letters_go_in_the_words_that_the_desk_saved_and_back_in_the_usual_ones(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    secretariat, registration = of(cast, "53")
    cast.sign_in(client, cast.staff(region="53"))
    page = client.get(address(secretariat))
    assert "Kalimat bawaan" in page.text
    assert "{session}" in page.text
    saved = client.submit(address(secretariat), **TYPED)
    assert saved.status_code == 303
    asked_again(registration)
    with mail_server() as sink:
        send(sqlite_app, with_server(sqlite_app, sink.port))
    mail = sink.letters[0]
    plain, html = (part.get_content() for part in mail.iter_parts())
    title = registration.series.title
    assert mail["Subject"] == f"Tautan Anda: {title}"
    assert plain.splitlines()[:3] == ["Yth. Maria,", "silakan.", ""]
    assert f"/saya/{cast.link(registration)}" in plain
    assert "<p>Yth. Maria,<br>silakan.</p>" in html
    assert f'/saya/{cast.link(registration)}">' in html
    shown = client.get(address(secretariat))
    assert "Kalimat sendiri" in shown.text
    client.submit(address(secretariat), action=address(secretariat, "kembali"))
    assert text_of(sqlite_app, of_kind("registrations/link_again")[0]).startswith("Halo Maria,")
    verbs = db.session.scalars(select(Entry.verb).order_by(Entry.id)).all()
    assert verbs[-2:] == ["worded a message", "took the usual words"]


def test_a_district_without_words_of_its_own_has_those_of_the_province(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    province, above = of(cast, "53")
    district, below = of(cast, "53.71", "Suparmin")
    _papua, beside = of(cast, "91", "Yosep")
    word(province, BODY)
    texts = [text_of(sqlite_app, asked_again(each)) for each in (above, below, beside)]
    assert [text.startswith("Yth.") for text in texts] == [True, True, False]
    word(district, "Kupang: {name}\n{session}\n{link}")
    texts = [text_of(sqlite_app, asked_again(each)) for each in (above, below)]
    assert [text.split()[0] for text in texts] == ["Yth.", "Kupang:"]
    cast.sign_in(client, cast.staff(region="53.71"))
    listed = client.get(address(district).rpartition("/registrations")[0])
    assert "Kalimat sendiri" in listed.text
    client.submit(address(district), action=address(district, "kembali"))
    assert f"Kalimat {province.organisation.name}" in client.get(address(district)).text
    assert client.get(address(province)).status_code == 404


def test_a_text_that_no_longer_fits_is_not_sent_and_said_to_be_so(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    secretariat, registration = of(cast, "53")
    word(secretariat, BODY)
    db.session.execute(update(Wording).values(body="{session}\n{button}\n{link}"))
    db.session.commit()
    assert text_of(sqlite_app, asked_again(registration)).startswith("Halo Maria,")
    cast.sign_in(client, cast.staff(region="53"))
    page = client.get(address(secretariat))
    assert "Tidak cocok lagi" in page.text
    assert "{button}" in page.text
    assert client.get(address(secretariat).rpartition("/registrations")[0]).status_code == 200


def test_a_letter_about_a_place_that_is_only_held_has_the_hubs_own_words(
    sqlite_app: Flask, cast: Cast
) -> None:
    secretariat, registration = of(cast, "53")
    meetings = of_series(registration)
    body = "{session}\n{notice}\n{link}\nSalam."
    words, now = Words("Ya", body), clock.now()
    kind = letters.CONFIRMED
    db.write(actions.word_anew, secretariat, kind, "id", words, version=0, by=NTT, now=now)
    plain = letter_of(db.write(letters.confirmed, registration, meetings, now=now))
    assert "Salam." in text_of(sqlite_app, plain)
    plain.facts = plain.facts | {"proof": "held"}
    text = text_of(sqlite_app, plain)
    assert "Salam." not in text
    assert text.startswith("Halo Maria,")


def test_a_letter_about_another_venue_alone_has_the_hubs_own_words(
    sqlite_app: Flask, cast: Cast
) -> None:
    secretariat, registration = of(cast, "53")
    [meeting] = of_series(registration)
    words, now = Words("Waktu baru", "{session}\n{link}\nSalam."), clock.now()
    kind = letters.MOVED
    db.write(actions.word_anew, secretariat, kind, "id", words, version=0, by=NTT, now=now)
    was = meeting_facts(meeting)
    earlier = {"starts": (meeting.starts_at - timedelta(days=1)).isoformat()}
    for number, before in enumerate((was | {"venue": "Balai Desa"}, was | earlier)):
        facts = letters.moved_facts(registration, [meeting], {meeting.key: before}, (), ())
        due = now + timedelta(seconds=number)
        put = letter_of(db.write(letters.retimed, registration, facts, due=due, now=now))
        assert ("Salam." in text_of(sqlite_app, put)) is bool(number)


@pytest.mark.usefixtures("sqlite_app")
def test_what_is_refused_stands_at_its_field_and_nothing_is_saved(
    client: Client, cast: Cast
) -> None:
    secretariat, _registration = of(cast, "53")
    cast.sign_in(client, cast.staff(region="53"))
    presses: list[dict[str, str]] = [{}, {"lakukan": "lihat"}, {"lakukan": "uji"}]
    for pressed in presses:
        page = client.submit(address(secretariat), **TYPED | {"body": "{session} {x}"} | pressed)
        assert page.status_code == 422
        assert "{x} bukan isian pesan ini." in page.text
    assert db.session.scalar(select(Wording.id)) is None
    assert of_kind("messages/trial") == []


@pytest.mark.usefixtures("sqlite_app")
def test_a_look_has_a_real_letter_that_one_may_see_and_saves_nothing(
    client: Client, cast: Cast
) -> None:
    secretariat, registration = of(cast, "53")
    _papua, beside = of(cast, "91", "Bernard")
    asked_again(registration)
    asked_again(beside)
    yosep = cast.staff(region="53")
    cast.grant(yosep, Role.VIEWER)
    cast.sign_in(client, yosep)
    page = client.submit(address(secretariat), **TYPED, lakukan="lihat")
    assert page.status_code == 200
    assert "Yth. Maria,\nsilakan." in page.text
    assert "Bernard" not in page.text
    assert cast.link(registration) not in page.text
    assert db.session.scalar(select(Wording.id)) is None


def test_a_trial_goes_to_whoever_asked_and_opens_nothing(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    secretariat, _registration = of(cast, "53")
    staff = cast.staff(region="53")
    cast.sign_in(client, staff)
    page = client.submit(address(secretariat), **TYPED, lakukan="uji")
    assert "Pesan percobaan" in page.text
    for _trial in range(19):
        limits.count(f"trial:{staff.id}", per=timedelta(hours=1))
    assert client.submit(address(secretariat), **TYPED, lakukan="uji").status_code == 429
    [trial] = of_kind("messages/trial")
    assert trial.person_id == staff.id
    with mail_server() as sink:
        send(sqlite_app, with_server(sqlite_app, sink.port))
    assert sink.letters[0]["Subject"].startswith("Percobaan: Tautan Anda: ")
    text = text_of(sqlite_app, trial)
    assert "Yth. Yosep Rumbiak," in text
    link = next(line for line in text.splitlines() if "/saya/" in line)
    assert client.get(link[link.index("/saya/") :]).status_code == 404
    assert db.session.scalar(select(Wording.id)) is None


def test_who_saves_on_a_text_that_changed_meanwhile_is_told(app: Flask, cast: Cast) -> None:
    secretariat, _registration = of(cast, "53")
    word(secretariat, BODY)
    word(secretariat, f"{BODY}\nSatu.", version=1)
    with pytest.raises(rules.ChangedMeanwhile):
        word(secretariat, f"{BODY}\nDua.", version=1)
    found = queries.in_use(secretariat, "registrations/link_again", "id")
    assert found.words is not None
    assert found.words.body.endswith("Satu.")


@pytest.mark.usefixtures("sqlite_app")
def test_only_who_runs_the_region_words_letters(client: Client, cast: Cast) -> None:
    secretariat, _registration = of(cast, "53")
    cast.sign_in(client, cast.staff(Role.VIEWER, region="53"))
    assert client.get(address(secretariat)).status_code == 403
