"""A word sent by WhatsApp and compared at the desk confirms the form that it stands in."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import DIRECTOR, Cast, soon
from tests.client import Client
from tests.records.merged_lives import certified
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.network import identity
from webinar_hub.people.models import ConsentKind, Role
from webinar_hub.programmes.models import Meeting
from webinar_hub.records.own import handing_over
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms

OFFICE = "+6281200000100"


@pytest.fixture
def sent(app: Flask, cast: Cast) -> SentForm:
    """Return the form of somebody of NTT who has a telephone and no e-mail.

    The office has a number.
    """
    cast.region("53")
    settings = app.extensions["settings"]
    db.write(
        identity.give_contact,
        settings,
        "sekretariat@jajar.example",
        OFFICE,
        by=VISITOR,
        now=clock.now(),
    )
    return registered(cast.meeting())


def registered(meeting: Meeting) -> SentForm:
    """Return the form with which Adolfina registers for a meeting."""
    typed = Application(
        "Adolfina Rihi", None, "+6281355501234", "", "53", {ConsentKind.NEWS: True}, "id"
    )
    key = db.write(joining.join, None, meeting.key, typed, by=VISITOR, now=clock.now())
    return sent_forms.by_key(key)


def test_the_page_of_the_form_says_how_a_number_is_proved(
    client: Client, cast: Cast, sent: SentForm
) -> None:
    path = f"/terdaftar/{cast.form_link(sent)}"
    client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
    page = client.get(path).text
    word = sent_forms.proof_word(sent)
    assert f"https://wa.me/{OFFICE[1:]}?text=" in page
    assert word.replace(" ", "%20") in page
    assert "0812-0000-0100" in page
    assert "sekretariat@jajar.example" not in page.split("<footer")[0]
    db.write(proof.prove, sent, now=clock.now())
    assert "https://wa.me/6281200000100" not in client.get(path).text


def test_one_tap_at_the_desk_proves_the_number_and_answers_with_the_link(
    client: Client, cast: Cast, sent: SentForm
) -> None:
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    word = sent_forms.proof_word(sent)
    for typed in (
        word,
        word.lower(),
        word.replace(" ", ""),
        f"Halo, kata bukti saya: {word} (jangan diubah)",
        f"Saya {word}",
    ):
        assert (
            "Adolfina Rihi" in client.get("/desk/peserta/bukti", query_string={"kata": typed}).text
        )
    answer = client.submit(f"/desk/peserta/bukti?kata={word}", action=f"/bukti/{sent.key}")
    letter = db.session.scalars(select(Letter)).one()
    assert letter.kind == "registrations/confirmed"
    assert (answer.location, letter.state) == (f"/desk/pesan/{letter.key}", LetterState.KEPT)
    page = client.get(answer.location).text
    assert "https://wa.me/6281355501234" in page
    assert "Nomor Adolfina Rihi sudah terbukti" in page
    assert "1 orang:" not in page
    assert not db.session.get_one(SentForm, sent.id).open
    assert "proved a number" in db.session.scalars(select(Entry.verb)).all()
    assert "Adolfina" not in client.get("/desk/peserta/bukti", query_string={"kata": word}).text


def test_the_link_is_written_where_the_confirmation_was_handed_over_before(
    client: Client, cast: Cast, sent: SentForm
) -> None:
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    db.session.scalars(select(Letter)).one().state = LetterState.SENT
    db.session.commit()
    client.submit(
        f"/desk/peserta/bukti?kata={sent_forms.proof_word(sent)}", action=f"/bukti/{sent.key}"
    )
    assert db.session.scalars(
        select(Letter.kind).where(Letter.state == LetterState.KEPT)
    ).all() == ["registrations/link_again"]


@pytest.mark.parametrize("takes_in_every_date", [False, True])
def test_nobody_is_told_a_week_on_that_they_are_registered_for_what_is_over(
    client: Client, cast: Cast, sent: SentForm, *, takes_in_every_date: bool
) -> None:
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    meeting = db.session.scalars(select(Meeting)).one()
    meeting.starts_at, meeting.ends_at = soon(days=-7), soon(days=-7, hours=2)
    if takes_in_every_date:
        later = cast.meeting(meeting.series, title="Air naik")
        cast.registration(sent.registration.person, later)
    db.session.commit()
    path = f"/desk/peserta/bukti?kata={sent_forms.proof_word(sent)}"
    answer = client.page(client.submit(path, action=f"/bukti/{sent.key}"))
    assert "/saya/" in answer
    assert ("Air naik" in answer) is takes_in_every_date
    states = dict(db.session.execute(select(Letter.kind, Letter.state)).all())
    assert states == {
        "registrations/confirmed": LetterState.DROPPED,
        "registrations/link_again": LetterState.KEPT,
    }


def test_whoever_waits_in_line_is_answered_that_they_do_and_not_once_they_have_an_offer(
    app: Flask, cast: Cast, sent: SentForm
) -> None:
    kinds = []
    for title, status in (("Lain", SeatStatus.WAITLISTED), ("Baru", SeatStatus.OFFERED)):
        form = registered(cast.meeting(cast.series(cast.programme(title)), capacity=0))
        db.session.execute(update(Seat).where(Seat.sent_form_id == form.id).values(status=status))
        db.session.commit()
        kinds.append(db.write(handing_over.prove_number, form, by=DIRECTOR, now=clock.now()).kind)
    assert kinds == ["registrations/waitlisted", "registrations/link_again"]


def test_a_confirmation_that_asks_for_the_word_is_not_the_answer_to_it(
    client: Client, cast: Cast, sent: SentForm
) -> None:
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    asking = db.session.scalars(select(Letter)).one()
    asking.facts = {**asking.facts, "proof": "held"}
    db.session.commit()
    client.submit(
        f"/desk/peserta/bukti?kata={sent_forms.proof_word(sent)}", action=f"/bukti/{sent.key}"
    )
    states = dict(db.session.execute(select(Letter.kind, Letter.state)).all())
    assert states == {
        "registrations/confirmed": LetterState.DROPPED,
        "registrations/link_again": LetterState.KEPT,
    }


def test_the_word_of_another_region_finds_nothing(
    client: Client, cast: Cast, sent: SentForm
) -> None:
    papua = cast.staff(Role.SECRETARIAT, region="91")
    cast.grant(papua, Role.VIEWER)
    cast.sign_in(client, papua)
    page = client.get(
        "/desk/peserta/bukti", query_string={"kata": sent_forms.proof_word(sent)}
    ).text
    assert "Adolfina" not in page
    token = {"csrf_token": client.form("/desk/akun").fields["csrf_token"]}
    assert client.post(f"/desk/peserta/bukti/{sent.key}", data=token).status_code == 404
    assert db.session.get_one(SentForm, sent.id).open


def test_the_page_of_a_form_tells_of_a_certificate_until_the_owner_confirms_any_form(
    client: Client, cast: Cast, sent: SentForm
) -> None:
    registration = sent.registration
    certified(cast, registration.person, sent.dates[0].meeting, 1)
    path = f"/terdaftar/{cast.form_link(sent)}"
    client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
    assert "Sertifikat Anda sudah terbit" in client.get(path).text
    own = cast.sent_form(registration, sent.dates[0].meeting)
    db.write(proof.prove, own, now=clock.now())
    assert "Sertifikat Anda sudah terbit" not in client.get(path).text
