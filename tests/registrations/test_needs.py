"""What people need to take part: said, read by the inclusion officer alone, answered."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.client import Client
from tests.statements import statements
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import needs
from webinar_hub.registrations.models import AccessNeed, Registration, SentForm
from webinar_hub.registrations.needs import Wishes
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.standing import actions as standing

DAY = timedelta(days=1)
TYPED = {
    "name": "Suparmin",
    "contact": "suparmin@example.org",
    "region": "31",
    "district": "Jakarta Pusat",
}


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    cast.region("31.71"), cast.region("53.71")
    return cast.meeting()


def stored() -> list[Wishes]:
    return [
        needs.wishes_of(each)
        for each in db.session.scalars(select(AccessNeed).order_by(AccessNeed.id))
    ]


def said(registration: Registration) -> AccessNeed:
    db.write(needs.say, registration, Wishes(captions=True), now=clock.now())
    found = needs.of_registration(registration)
    assert found is not None
    return found


def test_a_form_with_needs_asks_no_more_than_sixteen_questions(
    client: Client, meeting: Meeting
) -> None:
    path = f"/sesi/{meeting.key}/daftar"
    client.get(path)
    with statements() as seen:
        answer = client.submit(path, **TYPED, captions=True, other="Kursi roda di ruang nobar")
    assert answer.status_code == 303
    assert len(seen) <= 16, seen
    assert stored() == [Wishes(captions=True, other="Kursi roda di ruang nobar")]


def test_without_needs_nothing_is_stored(client: Client, meeting: Meeting) -> None:
    page = client.get(f"/sesi/{meeting.key}/daftar").text
    assert "Apa yang Anda butuhkan agar dapat ikut?" in page
    assert '<details class="f">' in page
    client.submit(f"/sesi/{meeting.key}/daftar", **TYPED)
    assert stored() == []


def test_what_a_second_form_needs_stands_beside_until_its_owner_confirms_it(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    client.submit(f"/sesi/{meeting.key}/daftar", **TYPED, captions=True, other="Satu")
    later = cast.meeting(meeting.series, starts_at=soon(days=9))
    client.submit(f"/sesi/{later.key}/daftar", **TYPED, dial_in=True, other="Dua")
    assert stored() == [Wishes(captions=True, other="Satu"), Wishes(dial_in=True, other="Dua")]
    for sent in db.session.scalars(select(SentForm).order_by(SentForm.id)).all():
        db.write(proof.prove, sent, now=clock.now())
    assert stored() == [Wishes(captions=True, dial_in=True, other="Satu / Dua")]


def test_only_the_officer_of_the_region_reads_and_answers(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    need = said(cast.registration(cast.maria(), meeting))
    elsewhere = said(cast.registration(cast.suparmin(), meeting))
    cast.sign_in(client, cast.staff(Role.INCLUSION, region="53"))
    page = client.get("/desk/kebutuhan").text
    assert [
        name for name in ("Maria Goreti Bere", "Suparmin", "maria@example.org") if name in page
    ] == ["Maria Goreti Bere"]
    assert "Kebutuhan akses" in client.get("/desk/").text
    form = client.form("/desk/kebutuhan", action=need.key).fields
    assert (
        client.post(f"/desk/kebutuhan/{elsewhere.key}", data={**form, "answer": "Ya"}).status_code
        == 404
    )
    assert client.submit("/desk/kebutuhan", action=need.key).status_code == 422
    assert (
        client.submit(
            "/desk/kebutuhan", action=need.key, answer="Juru ketik sudah dipesan."
        ).status_code
        == 303
    )
    db.session.refresh(need)
    assert (need.answer, need.answered_by, need.answered_at is not None) == (
        "Juru ketik sudah dipesan.",
        "Dewi Lestari",
        True,
    )
    letter = db.session.scalars(select(Letter).where(Letter.kind == "registrations/answered")).one()
    entry = db.session.scalars(select(Entry).where(Entry.subject_kind == "access_need")).one()
    assert [
        word
        for word in ("ketik", "Ketik", "caption")
        if word in str(letter.facts) + str(entry.after) + entry.reason
    ] == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECRETARIAT, Role.VIEWER])
def test_nobody_else_sees_that_anything_is_needed(
    client: Client, cast: Cast, meeting: Meeting, role: Role
) -> None:
    registration = cast.registration(cast.maria(), meeting)
    said(registration).other = "Perlu JBI BISINDO"
    cast.sign_in(client, cast.staff(role))
    assert client.get("/desk/kebutuhan").status_code == 403
    for path in ("/desk/", f"/desk/sesi/{meeting.key}", f"/desk/seri/{meeting.series.key}"):
        page = client.get(path).text
        assert [word for word in ("BISINDO", "kebutuhan", "Juru ketik") if word in page] == [], path
    listed = client.submit(f"/desk/sesi/{meeting.key}", action="peserta.csv").get_data(as_text=True)
    assert [word for word in ("BISINDO", "ketik", "caption") if word in listed] == []


def test_on_ones_own_page_it_is_changed_and_taken_back(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    registration = cast.registration(cast.maria(), meeting)
    said(registration)
    path = f"/saya/{cast.link(registration)}"
    cast_known(client, path)
    assert (
        client.submit(path, action="/kebutuhan", captions=None, sign_language=True).status_code
        == 303
    )
    assert stored() == [Wishes(sign_language=True)]
    client.submit(path, action="/kebutuhan", sign_language=None)
    assert stored() == []


def cast_known(client: Client, path: str) -> None:
    """Let the page know this browser."""
    if client.get(f"{path}").text.find("/kenal") >= 0:
        client.submit(path, action="/kenal")


def test_an_answer_shows_and_a_change_asks_again(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    registration = cast.registration(cast.maria(), meeting)
    db.write(needs.answer, said(registration), "Juru ketik dipesan.", by=DIRECTOR, now=clock.now())
    path = f"/saya/{cast.link(registration)}"
    cast_known(client, path)
    assert "Juru ketik dipesan." in client.get(path).text
    client.submit(path, action="/kebutuhan", dial_in=True)
    assert db.session.scalars(select(AccessNeed.answered_at)).all() == [None]


def test_thirty_days_after_the_last_session_it_is_forgotten(cast: Cast, meeting: Meeting) -> None:
    over, coming = cast.meeting(meeting.series, starts_at=soon(days=-40)), meeting
    gone, kept = (
        cast.registration(cast.maria(), over),
        cast.registration(cast.suparmin(), over, coming),
    )
    for registration in (gone, kept):
        said(registration).asked_at = clock.now() - 45 * DAY
        db.session.commit()
    assert db.write(needs.forget, before=clock.now() - needs.KEPT) == 1
    assert [each.registration_id for each in db.session.scalars(select(AccessNeed))] == [kept.id]
    assert db.write(needs.forget, before=clock.now() - needs.KEPT) == 0


def test_erasing_a_person_takes_it_along(cast: Cast, meeting: Meeting) -> None:
    registration = cast.registration(cast.maria(), meeting)
    said(registration)
    db.write(standing.erase, registration.person, now=clock.now())
    assert stored() == []


@pytest.mark.parametrize("wishes", [Wishes(), Wishes(captions=True, dial_in=True)])
def test_nobody_is_told_of_an_answer_to_what_they_ask_no_more(
    cast: Cast, meeting: Meeting, wishes: Wishes
) -> None:
    registration = cast.registration(cast.maria(), meeting)
    db.write(needs.answer, said(registration), "Siap.", by=DIRECTOR, now=clock.now())
    told = db.session.scalars(select(Letter).where(Letter.kind == "registrations/answered")).one()
    states = []
    for each in (Wishes(captions=True), wishes):
        db.write(needs.say, registration, each, now=clock.now())
        db.session.refresh(told)
        states.append(told.state)
    assert states == [LetterState.NEW, LetterState.DROPPED]
