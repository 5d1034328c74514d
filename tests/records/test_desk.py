"""Requests about personal data.

What is due first, answered with a letter, and what a restriction stops.
"""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.client import EN, Client
from tests.messages.outbox import letter_of
from tests.records.open_data import letters, open_data
from webinar_hub.certificates.issuing import actions as issuing
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.messages import kinds
from webinar_hub.messages.actions import post
from webinar_hub.messages.kinds import Kind
from webinar_hub.messages.models import Lane, LetterState
from webinar_hub.people.models import DataRequest, Person, RequestKind, RequestState
from webinar_hub.people.queries import request
from webinar_hub.registrations import letters as written


def asked(
    person: Person, kind: RequestKind = RequestKind.OTHER, *, hours: int = 0, words: str = ""
) -> DataRequest:
    made = clock.now() - timedelta(hours=hours)
    row = DataRequest(
        person_id=person.id,
        kind=kind,
        words=words,
        asked_at=made,
        due_at=made + timedelta(hours=72),
    )
    db.session.add(row)
    db.session.commit()
    return row


def test_what_is_due_first_stands_first_and_today_says_so(
    app: Flask, client: Client, cast: Cast
) -> None:
    maria, suparmin = cast.maria(), cast.suparmin()
    asked(maria, hours=1)
    asked(suparmin, RequestKind.RESTRICT, hours=80)
    done = asked(maria, hours=90)
    done.state, done.answered_at = RequestState.GRANTED, clock.now()
    db.session.commit()
    cast.sign_in(client, cast.staff())
    rows = [
        html.text_of(each)
        for each in html.parse(client.get("/desk/permintaan", headers=EN).text).iter("tr")
    ][1:]
    assert [
        (line.split("Write")[0].split("Something")[0].strip(), "Overdue" in line, "Done" in line)
        for line in rows
    ] == [
        ("Suparmin", True, False),
        ("Dr. Maria Goreti Bere, S.Sos., M.Si.", False, False),
        ("Dr. Maria Goreti Bere, S.Sos., M.Si.", False, True),
    ]
    today = html.text_of(html.parse(client.get("/desk/", headers=EN).text))
    assert "2 Requests about personal data" in today.replace("2Requests", "2 Requests")


def test_a_province_sees_and_answers_its_own_people_only(
    app: Flask, client: Client, cast: Cast
) -> None:
    mine, other = asked(cast.maria()), asked(cast.suparmin())
    cast.sign_in(client, cast.staff(region="53"))
    page = client.get("/desk/permintaan")
    assert ("Maria" in page.text, "Suparmin" in page.text) == (True, False)
    assert client.get(f"/desk/permintaan/{mine.key}").status_code == 200
    assert client.get(f"/desk/permintaan/{other.key}").status_code == 404


def answer(client: Client, row: DataRequest, words: str, verdict: str) -> int:
    path = f"/desk/permintaan/{row.key}"
    form = client.form(path, "answer")
    return client.post(path, data={**form.fields, "answer": words, "jawaban": verdict}).status_code


def test_an_answer_is_a_letter_and_is_given_once(app: Flask, client: Client, cast: Cast) -> None:
    registration = cast.registration(cast.maria(), cast.meeting())
    row = asked(registration.person)
    cast.sign_in(client, cast.staff())
    form = client.form(f"/desk/permintaan/{row.key}", "answer")
    assert answer(client, row, "", "granted") == 422
    assert answer(client, row, "Sudah kami kerjakan.", "granted") == 303
    again = {**form.fields, "answer": "Tidak.", "jawaban": "refused"}
    assert client.post(f"/desk/permintaan/{row.key}", data=again).status_code == 409
    [letter] = letters("records/answered")
    assert (letter.facts["title"], letter.facts["answer"]) == ("Hal lain", "Sudah kami kerjakan.")
    db.session.expire_all()
    assert (row.state, row.answer) == (RequestState.GRANTED, "Sudah kami kerjakan.")
    assert db.session.scalars(
        select(Entry.verb).where(Entry.subject_kind == "data_request")
    ).all() == ["answered"]


def test_what_was_replaced_is_not_to_be_replaced_again(
    app: Flask, client: Client, cast: Cast
) -> None:
    series, held = cohorts.over(cast, cohorts.programme(cast))
    registration = cohorts.attended(cast, cast.maria(), held, present=4)
    [old] = db.write(issuing.issue, series, by=DIRECTOR, now=clock.now())
    new = db.write(issuing.replace, old, reason="ejaan", by=DIRECTOR, now=clock.now())
    row = asked(registration.person, RequestKind.CERTIFICATE)
    cast.sign_in(client, cast.staff())
    page = client.get(f"/desk/permintaan/{row.key}").text
    assert (old.number in page, new.number in page) == (False, True)


def test_a_restriction_stops_all_but_service_letters_until_it_is_lifted(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    weekly = Kind("news/weekly", _("News"), Lane.REST, service=False)
    monkeypatch.setitem(kinds.declared, weekly.name, weekly)
    registration = cast.registration(cast.maria(), cast.meeting())
    row = asked(registration.person, RequestKind.RESTRICT)
    staff = client.application.test_client()
    assert isinstance(staff, Client)
    cast.sign_in(staff, cast.staff())
    answer(staff, row, "Baik.", "granted")
    db.session.expire_all()
    assert registration.person.restricted_at is not None

    def news(subject: str) -> LetterState:
        now = clock.now()
        return db.write(
            post,
            "news/weekly",
            subject=subject,
            person=registration.person,
            facts={},
            due=now,
            language="id",
            now=now,
        ).state

    assert news("first") is LetterState.DROPPED
    service = db.write(written.link_again, registration, [], now=clock.now())
    assert letter_of(service).state is LetterState.NEW
    path = open_data(cast, client, registration)
    client.submit(path, action="/semua-pesan")
    assert news("second") is LetterState.NEW


def test_a_granted_erasure_is_carried_out(app: Flask, client: Client, cast: Cast) -> None:
    registration = cast.registration(cast.maria(), cast.meeting())
    row = asked(registration.person, RequestKind.ERASE, words="Hapus saya, Maria")
    cast.sign_in(client, cast.staff())
    assert answer(client, row, "Ya, Maria.", "granted") == 303
    db.session.expire_all()
    assert (row.state, row.words, row.answer) == (RequestState.GRANTED, "", "")
    assert registration.person.erased_at is not None
    assert letters("records/answered") == []
    reasons = [entry.reason for entry in db.session.scalars(select(Entry))]
    assert not [reason for reason in reasons if "Maria" in reason]


def test_a_request_of_nobody_in_scope_is_not_found_by_its_key(app: Flask, cast: Cast) -> None:
    row = asked(cast.maria())
    assert request(DIRECTOR, row.key).id == row.id
