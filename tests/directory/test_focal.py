"""A focal person sees the people of their own organisation, and nothing else."""

import io
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.cast import DIRECTOR, Cast, soon
from tests.certificates import cohorts, thursdays
from tests.certificates.test_statements import given
from tests.client import Client
from tests.statements import statements
from webinar_hub.certificates.issuing.actions import issue
from webinar_hub.certificates.models import Certificate
from webinar_hub.directory.focal.queries import OwnOrganisations
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Grant, Person
from webinar_hub.registrations.joining.actions import Application, join
from webinar_hub.registrations.models import Registration
from webinar_hub.registrations.proof import queries as sent_forms

HOME = "/desk/lembaga-saya"


@pytest.fixture
def own(app: Flask, cast: Cast) -> Organisation:
    return cast.pelita()


def under(organisation: Organisation, registration: Registration) -> Registration:
    registration.organisation_id = registration.person.organisation_id = organisation.id
    db.session.commit()
    return registration


def signed_in(client: Client, cast: Cast, organisation: Organisation) -> Person:
    maya = cast.focal(organisation)
    cast.sign_in(client, maya)
    return maya


def test_the_page_shows_people_of_the_organisation_and_no_others(
    client: Client, cast: Cast, own: Organisation
) -> None:
    meeting = cast.meeting()
    under(own, cast.registration(cast.maria(), meeting))
    under(cast.organisation("Yayasan Lain"), cast.registration(cast.suparmin(), meeting))
    cast.registration(cast.person("Ni Luh Putu Ayu", email="ayu@example.org"), meeting)
    signed_in(client, cast, own)
    assert client.get(HOME).location == f"{HOME}/{own.key}"
    page = client.get(f"{HOME}/{own.key}").text
    assert [
        name
        for name in ("Maria Goreti Bere", "Suparmin", "Ni Luh Putu Ayu", "maria@example.org")
        if name in page
    ] == ["Maria Goreti Bere"]
    assert "Maria" in client.get(f"{HOME}/{own.key}?cari=bere maria").text
    assert "Maria" not in client.get(f"{HOME}/{own.key}?cari=Suparmin").text


def test_the_page_says_who_came(client: Client, cast: Cast, own: Organisation) -> None:
    last_week = thursdays.over(cast, days=7)
    to_come = cast.meeting(last_week.series)
    for name, minutes in (("Ana", 119), ("Budi", 30), ("Citra", None)):
        person = cast.person(name, email=f"{name.casefold()}@example.org")
        under(own, thursdays.stayed(cast, person, last_week, minutes=minutes))
        cast.registration(person, to_come)
    signed_in(client, cast, own)
    page = html.parse(client.get(f"{HOME}/{own.key}").text)
    told = [html.text_of(each) for each in page.iter("small")]
    assert [each for each in told if "Hadir di" in each] == [
        f"Hadir di {number} sesi" for number in (1, 0, 0)
    ]


def test_what_is_foreign_does_not_exist(client: Client, cast: Cast, own: Organisation) -> None:
    other = cast.organisation("Yayasan Lain")
    meeting = cast.meeting()
    mine = under(own, cast.registration(cast.person("Ana", phone="+6281234567891"), meeting))
    foreign = under(other, cast.registration(cast.suparmin(), meeting))
    signed_in(client, cast, own)
    token = client.form(f"{HOME}/{own.key}", action=mine.key).fields
    assert client.get(f"{HOME}/{other.key}").status_code == 404
    for path in (
        f"{other.key}/tautan/{foreign.key}",
        f"{own.key}/tautan/{foreign.key}",
        f"{other.key}/tautan/{mine.key}",
        f"{other.key}/sertifikat.zip",
    ):
        assert client.post(f"{HOME}/{path}", data=token).status_code == 404, path
    assert client.get(f"/desk/lembaga/{own.key}").status_code == 403
    assert client.get("/desk/program").status_code == 200
    assert client.get(f"/desk/sesi/{meeting.key}").status_code == 404


def test_a_role_that_ended_opens_nothing(client: Client, cast: Cast, own: Organisation) -> None:
    maya = signed_in(client, cast, own)
    assert client.get(f"{HOME}/{own.key}").status_code == 200
    db.session.scalars(select(Grant).where(Grant.person_id == maya.id)).one().until = clock.now()
    assert client.get(f"{HOME}/{own.key}").status_code == 403
    assert HOME not in client.get("/desk/").text


def test_a_link_is_handed_over_to_whom_no_letter_reaches(
    client: Client, cast: Cast, own: Organisation
) -> None:
    meeting = cast.meeting()
    by_phone = under(own, cast.registration(cast.suparmin(), meeting))
    by_mail = under(own, cast.registration(cast.maria(), meeting))
    maya = signed_in(client, cast, own)
    answer = client.submit(f"{HOME}/{own.key}", action=f"tautan/{by_phone.key}")
    assert answer.status_code == 200
    assert f"/saya/{cast.link(by_phone)}" in answer.text
    assert "+62812" not in answer.text
    entry = db.session.scalars(
        select(Entry).where(Entry.verb == "took the link to hand over")
    ).one()
    assert (entry.actor_id, entry.subject_key, entry.after) == (
        maya.id,
        by_phone.key,
        {"organisation": "Yayasan Pelita"},
    )
    form = client.form(f"{HOME}/{own.key}", action=by_phone.key).fields
    assert client.post(f"{HOME}/{own.key}/tautan/{by_mail.key}", data=form).status_code == 422
    assert f"tautan/{by_mail.key}" not in client.get(f"{HOME}/{own.key}").text


def test_a_name_of_an_organisation_beside_a_known_number_hands_nobody_over(
    client: Client, cast: Cast, own: Organisation
) -> None:
    """What anybody may type is no proof of whose people somebody is."""
    now = clock.now()
    person = cast.person("Adolfina Rihi", phone="+6281355501234", region="53.71")
    meeting = cast.meeting()
    typed = Application(
        name="Adolfina Rihi",
        email=None,
        phone="+6281355501234",
        organisation=own.name,
        region_code="53.71",
        consents={},
        language="id",
    )
    joined = sent_forms.by_key(db.write(join, None, meeting.key, typed, by=VISITOR, now=now))
    assert db.session.get_one(Person, person.id).organisation_id is None
    signed_in(client, cast, own)
    page = client.get(f"{HOME}/{own.key}")
    assert ("Adolfina" in page.text, "/tautan/" in page.text) == (True, False)
    token = {"csrf_token": client.form("/desk/akun").fields["csrf_token"]}
    assert (
        client.post(f"{HOME}/{own.key}/tautan/{joined.registration.key}", data=token).status_code
        == 422
    )


def test_whoever_came_with_the_registration_is_handed_over(
    client: Client, cast: Cast, own: Organisation
) -> None:
    typed = Application(
        name="Adolfina Rihi",
        email=None,
        phone="+6281355501234",
        organisation=own.name,
        region_code=None,
        consents={},
        language="id",
    )
    joined = sent_forms.by_key(
        db.write(join, None, cast.meeting().key, typed, by=VISITOR, now=clock.now())
    )
    person = db.session.scalars(select(Person).where(Person.phone == "+6281355501234")).one()
    person.organisation_id = None
    db.session.commit()
    signed_in(client, cast, own)
    assert f"/tautan/{joined.registration.key}" in client.get(f"{HOME}/{own.key}").text


def taken() -> list[str]:
    """Return the keys of the documents that the history says were taken along."""
    return list(
        db.session.scalars(
            select(Entry.subject_key).where(Entry.verb == "downloaded").order_by(Entry.id)
        )
    )


def test_certificates_one_by_one_and_in_one_file(
    client: Client, cast: Cast, own: Organisation
) -> None:
    cohort, held = cohorts.over(cast, cohorts.programme(cast))
    maria, ana = cast.maria(), cast.person("Ana Lain", email="ana@example.org", region="53")
    under(own, cohorts.attended(cast, maria, held, present=4))
    under(cast.organisation("Yayasan Lain"), cohorts.attended(cast, ana, held, present=4))
    db.write(issue, cohort, by=DIRECTOR, now=clock.now())
    mine, foreign = (
        db.session.scalars(select(Certificate).where(Certificate.person_id == who.id)).one()
        for who in (maria, ana)
    )
    signed_in(client, cast, own)
    answer = client.submit(f"{HOME}/{own.key}", action=".zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert len(archive.namelist()) == 1
        assert archive.read(archive.namelist()[0]).startswith(b"%PDF")
    assert taken() == [mine.key]
    one = client.submit(f"{HOME}/{own.key}", action=mine.key)
    assert (one.mimetype, one.data[:4]) == ("application/pdf", b"%PDF")
    form = client.form(f"{HOME}/{own.key}", action=mine.key).fields
    assert (
        client.post(f"{HOME}/{own.key}/sertifikat/{foreign.key}.pdf", data=form).status_code == 404
    )
    assert taken() == [mine.key] * 2


def test_a_statement_is_in_no_list_of_certificates(
    app: Flask, client: Client, cast: Cast, own: Organisation
) -> None:
    meeting = thursdays.over(cast)
    maria = under(own, thursdays.stayed(cast, cast.maria(), meeting, minutes=120)).person
    statement = given(app, meeting, maria)
    signed_in(client, cast, own)
    page = client.get(f"{HOME}/{own.key}").text
    assert "Maria Goreti Bere" in page
    assert statement.key not in page
    assert OwnOrganisations({own.id}).certificates(own) == []


def test_several_organisations_are_listed(client: Client, cast: Cast, own: Organisation) -> None:
    second = cast.organisation("Aliansi Dua")
    cast.stand_for(signed_in(client, cast, own), second)
    page = client.get(HOME).text
    assert [name for name in (own.name, second.name, "Yayasan Lain") if name in page] == [
        own.name,
        second.name,
    ]


def test_more_people_ask_no_more_questions(client: Client, cast: Cast, own: Organisation) -> None:
    series = cast.series()
    under(own, cast.registration(cast.maria(), cast.meeting(series)))
    signed_in(client, cast, own)
    asked = []
    for _round in range(2):
        client.get(f"{HOME}/{own.key}")
        with statements() as seen:
            assert client.get(f"{HOME}/{own.key}").status_code == 200
        asked.append(len(seen))
        for number in range(3 * (1 - _round)):
            who = cast.person(f"Orang Ke {number}", phone=f"+628123456780{number}")
            under(
                own, cast.registration(who, cast.meeting(series, starts_at=soon(days=3 + number)))
            )
    assert asked[0] == asked[1]
