"""People correct their own data, and change their address."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.client import Client
from tests.records.open_data import digits, letters, marias, open_data
from webinar_hub.certificates.issuing.actions import issue
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import LetterState
from webinar_hub.people.models import (
    DataRequest,
    RequestKind,
)


def test_a_correction_keeps_titles_apart_and_asks_for_the_certificate(
    app: Flask, client: Client, cast: Cast
) -> None:
    series, held = cohorts.over(cast, cohorts.programme(cast))
    registration = cohorts.attended(cast, cast.maria(), held, present=4)
    [certificate] = db.write(issue, series, by=DIRECTOR, now=clock.now())
    cast.organisation("Yayasan Laut", abbreviation="YL")
    cast.region("31.71")
    path = open_data(cast, client, registration)
    home = {"region": "", "district": "Jakarta Pusat"}
    answer = client.submit(
        f"{path}/ubah", name="Dr. Maria Goretti Bere, M.Si.", organisation="YL", **home
    )
    assert answer.location == f"{path}/minta?jenis=certificate"
    db.session.expire_all()
    person = registration.person
    assert (person.title_before, person.name, person.title_after) == (
        "Dr.",
        "Maria Goretti Bere",
        "M.Si.",
    )
    assert (person.region_code, registration.region_code) == ("31.71", "31.71")
    assert (
        registration.organisation_id
        == person.organisation_id
        == cast.organisation("Yayasan Laut").id
    )
    assert certificate.facts["holder"] == "Dr. Maria Goreti Bere, S.Sos., M.Si."
    entry = db.session.scalars(select(Entry).where(Entry.verb == "corrected")).one()
    assert sorted(entry.after) == ["name", "organisation", "region"]
    sent = client.submit(answer.location, words="Goretti dengan dua t")
    assert sent.location == path
    request = db.session.scalars(select(DataRequest)).one()
    assert (request.kind, request.words) == (RequestKind.CERTIFICATE, "Goretti dengan dua t")
    assert request.due_at - request.asked_at == timedelta(hours=72)


@pytest.mark.parametrize(
    ("home", "kept"),
    [
        ({}, "53.71"),
        ({"district": "Kab. Ende"}, "53.08"),
        ({"district": "Nusa Tenggara Timur"}, "53"),
        ({"region": "-", "district": ""}, None),
    ],
)
def test_the_district_stands_in_the_form_and_is_corrected_there(
    app: Flask, client: Client, cast: Cast, home: dict[str, str], kept: str | None
) -> None:
    cast.region("53.08")
    registration = marias(cast)
    path = open_data(cast, client, registration)
    form = client.form(f"{path}/ubah", "district").fields
    assert (form["region"], form["district"]) == (["53"], ["Kota Kupang"])
    client.submit(f"{path}/ubah", name="Maria Bere", **home)
    db.session.expire_all()
    assert (registration.region_code, registration.person.region_code) == (kept, kept)


def test_a_name_that_is_taken_at_the_address_is_refused(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.person("Maria Bere", email="maria@example.org")
    path = open_data(cast, client, marias(cast))
    answer = client.submit(f"{path}/ubah", name="Maria Bere")
    assert answer.status_code == 422


def test_a_new_address_counts_once_its_code_is_typed_and_the_old_one_is_told(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = marias(cast)
    path = open_data(cast, client, registration)
    answer = client.submit(f"{path}/alamat", contact="Bere@Example.net")
    assert answer.location == f"{path}/alamat/kode"
    [letter] = letters("records/confirm_address")
    assert letter.address == "bere@example.net"
    assert client.submit(answer.location, code="x").status_code == 422
    db.session.expire_all()
    assert registration.person.email == "maria@example.org"
    client.submit(answer.location, code=digits(cast, "records/confirm_address"))
    db.session.expire_all()
    assert registration.person.email == "bere@example.net"
    assert [each.address for each in letters("records/address_changed")] == ["maria@example.org"]
    assert letters("records/confirm_address")[0].state is LetterState.DROPPED


def test_whoever_adds_a_number_reads_that_messages_go_by_mail_still(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    path = open_data(cast, client, marias(cast))
    answer = client.submit(f"{path}/alamat", contact="+6281234567890")
    done = client.submit(answer.location, code=digits(cast, "records/confirm_address"))
    assert "Pesan dikirim lewat email; yang tidak punya" in client.page(done)


def test_an_address_where_the_same_name_is_known_is_refused(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.person("Maria Goreti Bere", email="bere@example.net")
    registration = marias(cast)
    path = open_data(cast, client, registration)
    answer = client.submit(f"{path}/alamat", contact="bere@example.net")
    page = client.submit(answer.location, code=digits(cast, "records/confirm_address"))
    assert page.status_code == 422
    db.session.expire_all()
    assert registration.person.email == "maria@example.org"
