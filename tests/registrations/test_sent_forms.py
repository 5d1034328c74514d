"""What a form leaves until its owner confirms it, and when that ends."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast, soon
from tests.client import Client
from tests.registrations.full_form import EVERYTHING, sent
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.files import Folder
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people import queries as people
from webinar_hub.people.models import (
    Affiliation,
    Consent,
    Functioning,
    Guardian,
    Person,
)
from webinar_hub.records.upkeep import retention
from webinar_hub.registrations import queries
from webinar_hub.registrations.models import AccessNeed, Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.proof.rules import TooLateToMend
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.web.jobs import answer_asked

pytestmark = pytest.mark.usefixtures("app")


def rows(*tables: type[Base]) -> dict[str, list[dict[str, Any]]]:
    """Return every row of tables; of needs those of registrations alone."""
    held = {
        table.__tablename__: [
            dict(row) for row in db.session.execute(select(*table.__table__.c)).mappings()
        ]
        for table in tables
    }
    held["access_need"] = [row for row in held["access_need"] if row["sent_form_id"] is None]
    return held


KEPT: Sequence[type[Base]] = (
    Person,
    Registration,
    Seat,
    Consent,
    Guardian,
    Affiliation,
    Functioning,
    AccessNeed,
)


def test_a_form_that_nobody_confirmed_changes_nothing_of_a_known_person(cast: Cast) -> None:
    cast.region("91"), cast.organisation("Yayasan Lain")
    meeting = cast.meeting()
    maria = cast.maria()
    cast.registration(maria, meeting)
    before = rows(*KEPT)
    form = sent(meeting)
    assert rows(*KEPT) == before
    assert (form.brought_person, form.registration.person_id) == (False, maria.id)
    db.write(proof.prove, form, now=clock.now())
    after = rows(*KEPT)
    assert [
        len(after[name]) - len(before[name])
        for name in ("consent", "guardian", "affiliation", "access_need")
    ] == [4, 1, 1, 1]
    assert db.session.scalars(select(AccessNeed.other)).all() == ["Saya tuli"]


def test_known_and_new_take_the_same_statements(cast: Cast) -> None:
    meeting = cast.meeting(capacity=40)
    cast.region("91"), cast.maria()
    seen = []
    for name in ("Maria Goreti Bere", "Nama Baru"):
        with statements() as asked:
            sent(
                meeting,
                replace(
                    EVERYTHING,
                    name=name,
                    email="maria@example.org" if name.startswith("Maria") else "baru@example.org",
                ),
            )
        seen.append(asked)
    assert seen[0] == seen[1]
    assert {letter.kind for letter in db.session.scalars(select(Letter))} == {
        "registrations/confirmed"
    }


def test_confirming_twice_is_confirming_once(cast: Cast) -> None:
    cast.region("91")
    form = sent(cast.meeting())
    for _ in range(2):
        db.write(proof.prove, form, now=clock.now())
    assert len(db.session.scalars(select(Consent)).all()) == 4
    assert queries.live_of_series(form.registration.series_id)


def test_somebody_elses_form_is_disowned_with_what_it_made(cast: Cast) -> None:
    cast.region("91")
    series = cast.series()
    held = cast.meeting(series)
    cast.registration(cast.maria(), held)
    form = sent(cast.meeting(series, starts_at=soon(days=9)))
    link = cast.form_link(form)
    db.write(standing.disown, form, by=VISITOR, now=clock.now())
    assert sorted(db.session.scalars(select(Seat.status))) == [
        SeatStatus.CANCELLED,
        SeatStatus.CONFIRMED,
    ]
    assert db.session.scalars(select(AccessNeed)).all() == []
    assert db.session.scalars(select(SentForm.said)).all() == [{}]
    with pytest.raises(NotFound):
        sent_forms.by_link(cast.links.link_key, link)


def test_what_a_form_says_goes_after_thirty_days(app: Flask, cast: Cast) -> None:
    cast.region("91")
    meeting = cast.meeting(starts_at=soon(days=60))
    form, confirmed = sent(meeting), sent(meeting, replace(EVERYTHING, name="Nama Baru"))
    db.write(proof.prove, confirmed, now=clock.now())
    for days, left in ((29, 2), (31, 1)):
        retention.apply(
            Folder(app.extensions["settings"].files), now=clock.now() + timedelta(days=days)
        )
        assert [each.said != {} for each in db.session.scalars(select(SentForm))].count(
            True
        ) == left
    assert [each.sent_form_id for each in db.session.scalars(select(AccessNeed))] == [None]
    assert (
        sent_forms.by_link(cast.links.link_key, cast.form_link(form)).registration_id
        == form.registration_id
    )


def _mend_name(form: SentForm, typed: str) -> None:
    db.write(proof.mend_name, form, typed, evidence=False, now=clock.now())
    answer_asked()


def test_a_slip_in_the_name_is_mended_by_the_form_that_brought_the_person(cast: Cast) -> None:
    cast.region("91")
    meeting = cast.meeting()
    form = sent(meeting, replace(EVERYTHING, name="Mara Bere"))
    _mend_name(form, "Dr. Mira Bere")
    assert [each.full_name for each in db.session.scalars(select(Person))] == ["Dr. Mira Bere"]
    again = sent(meeting, replace(EVERYTHING, name="Mira Bere"))
    _mend_name(again, "Mirna Bere")
    assert [each.name for each in db.session.scalars(select(Person))] == ["Mira Bere"]
    assert db.session.scalars(select(SentForm.name).order_by(SentForm.id)).all() == [
        "Dr. Mira Bere",
        "Mirna Bere",
    ]
    for refused in (
        {"evidence": True, "now": clock.now()},
        {"evidence": False, "now": clock.now() + timedelta(hours=2)},
    ):
        with pytest.raises(TooLateToMend):
            db.write(proof.mend_name, form, "Mira B", **refused)  # type: ignore[arg-type]


def test_a_name_that_is_known_at_the_address_leaves_two_people(cast: Cast) -> None:
    cast.region("91")
    meeting = cast.meeting()
    cast.maria()
    form = sent(meeting, replace(EVERYTHING, name="Maria Beree"))
    _mend_name(form, "Maria Goreti Bere")
    assert sorted(db.session.scalars(select(Person.name))) == ["Maria Beree", "Maria Goreti Bere"]
    assert people.find("maria goreti bere", email="maria@example.org", phone=None)


def test_whoever_typed_first_renames_nobody_who_came_after(cast: Cast) -> None:
    cast.region("91")
    stranger, owner = (
        sent(cast.meeting(cast.series(cast.programme(name)))) for name in ("Satu", "Dua")
    )
    assert (stranger.brought_person, owner.brought_person) == (True, False)
    _mend_name(stranger, "Mara Bere")
    assert [each.name for each in db.session.scalars(select(Person))] == ["Maria Goreti Bere"]
    assert stranger.name == "Mara Bere"


@pytest.mark.parametrize("act", [standing.leave_by_form, standing.disown])
def test_a_seat_that_two_forms_asked_for_stays_when_one_is_given_back(
    cast: Cast, act: Callable[..., SentForm]
) -> None:
    """The stranger typed first; the owner's form found the seat there."""
    cast.region("91")
    meeting = cast.meeting()
    stranger, owner = sent(meeting), sent(meeting)
    db.write(act, stranger, by=VISITOR, now=clock.now())
    assert sent_forms.standings(stranger)[meeting.id].status is SeatStatus.CANCELLED
    assert sent_forms.standings(owner)[meeting.id].status is SeatStatus.CONFIRMED
    assert db.session.scalars(select(Seat.status)).all() == [SeatStatus.CONFIRMED]
    assert "registrations/left" not in db.session.scalars(select(Letter.kind)).all()
    db.write(standing.leave_by_form, owner, by=VISITOR, now=clock.now())
    assert db.session.scalars(select(Seat.status)).all() == [SeatStatus.CANCELLED]


def test_giving_back_one_date_stops_no_letter_about_another(cast: Cast) -> None:
    cast.region("91")
    series = cast.series()
    sent(cast.meeting(series))
    stranger = sent(cast.meeting(series, starts_at=soon(days=9)))
    db.write(standing.leave_by_form, stranger, by=VISITOR, now=clock.now())
    assert {letter.state for letter in db.session.scalars(select(Letter))} == {LetterState.NEW}


def test_registering_and_cancelling_in_turns_floods_no_mailbox(cast: Cast) -> None:
    cast.region("91")
    meeting = cast.meeting()
    for _ in range(8):
        db.write(standing.leave_by_form, sent(meeting), by=VISITOR, now=clock.now())
        db.write(
            lambda: db.session.execute(
                update(Letter).where(Letter.state == LetterState.NEW).values(state=LetterState.SENT)
            )
        )
    alone = select(Letter).where(Letter.state == LetterState.SENT)
    assert len(db.session.scalars(alone).all()) <= 3


def test_a_strangers_form_withholds_nothing_where_the_desk_registered_somebody(cast: Cast) -> None:
    cast.region("91")
    meeting = cast.meeting()
    registration = cast.registration(cast.maria(), meeting)
    form = sent(meeting)
    assert form.registration == registration
    for _ in range(2):
        assert sent_forms.proved(registration)
        assert sent_forms.proved_address(registration.person) == "maria@example.org"
        db.write(standing.disown, form, by=VISITOR, now=clock.now())


def test_a_form_can_be_confirmed_after_its_thirty_days(app: Flask, cast: Cast) -> None:
    """A cohort lasts for months, and its certificate comes at the end."""
    cast.region("91")
    meeting = cast.meeting(starts_at=soon(days=60))
    form, no = sent(meeting), sent(meeting)
    db.write(standing.disown, no, by=VISITOR, now=clock.now())
    later = clock.now() + timedelta(days=31)
    retention.apply(Folder(app.extensions["settings"].files), now=later)
    db.session.expire_all()
    assert sent_forms.unanswered(form.registration) == [form]
    db.write(proof.prove, form, now=later)
    assert sent_forms.proved(form.registration)
    assert (form.said, db.session.scalars(select(Consent)).all()) == ({}, [])


def test_certificates_needs_and_answers_wait_for_the_owners_word(
    client: Client, cast: Cast
) -> None:
    cast.region("91")
    form = sent(cast.meeting())
    path = cast.page(client, form.registration)
    token = {"csrf_token": client.form("/saya").fields["csrf_token"]}
    for answer in (
        client.get(f"{path}/sertifikat/abc.pdf"),
        client.get(f"{path}/enam-pertanyaan"),
        client.post(f"{path}/kebutuhan", data={**token, "other": "Kursi roda"}),
    ):
        assert answer.location == path
    page = client.get(path).text
    assert "Apakah isian ini milik Anda?" in page
    assert "Kursi roda" not in page
    assert client.submit(path, action=f"/isian/{form.key}").location == path
    assert "Apakah isian ini milik Anda?" not in client.get(path).text
    assert client.get(f"{path}/enam-pertanyaan").status_code == 200
    assert "Saya tuli" in client.get(path).text


def test_several_forms_are_said_to_be_ones_own_by_one_press(client: Client, cast: Cast) -> None:
    """She joined three Thursdays from the group; what came in meanwhile is asked about anew."""
    cast.region("91")
    meeting = cast.meeting()
    forms = [sent(meeting) for _each in range(3)]
    path = cast.page(client, forms[0].registration)
    page = client.get(path).text
    assert (page.count("semua isian ini milik Anda?"), page.count('<h2 id="h-isian"')) == (1, 1)
    assert all(f"/isian/{form.key}/bukan" in page for form in forms)
    shown = client.form(path, "form", action="/isian")
    later = sent(meeting)
    assert client.post(shown.action, data=shown.fields).location == path
    assert sent_forms.unanswered(later.registration) == [later]
    assert "Apakah isian ini milik Anda?" in client.get(path).text


def test_a_page_with_more_open_forms_asks_no_more(client: Client, cast: Cast) -> None:
    cast.region("91")
    series, asked = cast.series(), []
    for number in (1, 2, 3):
        form = sent(cast.meeting(series, title=f"Sesi {number}"))
        page = cast.page(client, form.registration)
        with statements() as seen:
            assert f"Sesi {number}" in client.get(page).text
        asked.append(len(seen))
    assert asked[1] == asked[2]
