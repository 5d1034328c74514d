"""Whoever looks after a session is told at once that somebody cannot come."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests import html
from tests.cast import DIRECTOR, Cast, soon
from tests.client import EN, Client
from tests.messages.outbox import rows
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.rules import HELD
from webinar_hub.people.models import Person, Role
from webinar_hub.programmes.appearing import actions, letters, queries
from webinar_hub.programmes.appearing.models import Answer
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting

NOW = soon()
COMES, CANNOT = Answer.COMES, Answer.CANNOT


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    """Return a session of a province's secretariat in two days."""
    owner = cast.secretariat("53").organisation
    return cast.meeting(cast.series(cast.programme(owner=owner)), starts_at=soon(days=2))


@pytest.fixture
def maria(cast: Cast, meeting: Meeting) -> Person:
    person = cast.maria()
    facts = {"meeting_id": meeting.id, "person_id": person.id}
    db.session.add(Appearance(**facts, role=AppearanceRole.SPEAKER))
    db.session.commit()
    return person


def _answer(meeting: Meeting, person: Person, given: Answer, *, at: datetime = NOW) -> None:
    part = queries.OwnPart(person, meeting, [AppearanceRole.SPEAKER], None)
    db.write(actions.answer, part, given, now=at)
    db.session.rollback()


def _told() -> list[Letter]:
    return [
        each
        for each in rows()
        if each.kind == letters.ANSWERED and each.state is not LetterState.DROPPED
    ]


def test_the_secretariat_of_the_session_and_who_leads_it_are_told(
    cast: Cast, meeting: Meeting, maria: Person
) -> None:
    cast.ratna()
    cast.staff(region="52", name="Lalu Akbar")
    cast.staff(Role.VIEWER, region="53")
    yosep, ina = cast.staff(region="53"), cast.facilitator(meeting)
    _answer(meeting, maria, COMES)
    assert _told() == [], "that somebody comes is expected"
    _answer(meeting, maria, CANNOT)
    assert {(each.person_id, each.email, each.due) for each in _told()} == {
        (yosep.id, yosep.email, NOW),
        (ina.id, ina.email, NOW),
    }
    assert {each.facts["answer"] for each in _told()} == {"cannot"}


def test_the_message_leads_each_to_a_page_that_opens_for_them(
    client: Client, cast: Cast, meeting: Meeting, maria: Person
) -> None:
    readers = [cast.staff(region="53"), cast.facilitator(meeting)]
    _answer(meeting, maria, CANNOT)
    settings = client.application.extensions["settings"]
    for reader in readers:
        to_them = select(Letter).where(Letter.person_id == reader.id)
        letter = db.session.scalars(to_them.options(joinedload(Letter.person))).one()
        text = rendering.write(letter, settings, cast.links).text
        [address] = re.findall(r"http\S+(/desk/\S+)", text)
        cast.sign_in(client, reader)
        assert client.get(address).status_code == 200, reader.name


def test_where_no_secretariat_runs_it_administrators_are_told(
    cast: Cast, meeting: Meeting, maria: Person
) -> None:
    ratna, ina = cast.ratna(), cast.facilitator(meeting)
    _answer(meeting, maria, CANNOT)
    assert {each.person_id for each in _told()} == {ratna.id, ina.id}, "she can name nobody else"


def test_who_presses_again_and_again_writes_one_message_in_ten_minutes(
    cast: Cast, meeting: Meeting, maria: Person
) -> None:
    cast.ratna()
    _answer(meeting, maria, CANNOT)
    _answer(meeting, maria, CANNOT)
    [first] = _told()
    first.state = LetterState.SENT
    db.session.commit()
    for number, given in enumerate((COMES, CANNOT, COMES), start=1):
        _answer(meeting, maria, given, at=NOW + timedelta(seconds=number))
    sent, waits = _told()
    assert sent.state is LetterState.SENT
    assert (waits.facts["answer"], waits.due) == ("comes", NOW + timedelta(seconds=3) + HELD)


def test_what_is_over_is_told_to_nobody(cast: Cast, meeting: Meeting, maria: Person) -> None:
    cast.ratna()
    _answer(meeting, maria, CANNOT, at=meeting.ends_at)
    assert _told() == []


def test_it_stands_on_the_desks_day_until_somebody_else_comes(
    client: Client, cast: Cast, meeting: Meeting, maria: Person
) -> None:
    cast.facilitator(meeting)
    _answer(meeting, maria, CANNOT)
    cast.sign_in(client, cast.staff(region="53"))
    replace = f"/desk/sesi/{meeting.key}/orang/{maria.key}/ganti"
    tree = html.parse(client.get("/desk/", headers=EN).text)
    assert [html.text_of(each) for each in tree.iter("h3")] == [f"{maria.full_name} cannot come"]
    assert replace in {each.get("href") for each in tree.iter("a")}
    now, comes = clock.now(), cast.suparmin()
    db.write(actions.replace, meeting, maria, comes=comes, by=DIRECTOR, now=now)
    assert replace not in client.get("/desk/").text
    cast.sign_in(client, cast.staff(region="52", name="Lalu Akbar"))
    assert maria.full_name not in client.get("/desk/").text
