"""Whoever may take an address of a report along reads it whole; to all others it is short."""

import io

import pytest
from flask import Flask

from tests.attendance.reports_by_hand import flat
from tests.cast import Cast, soon
from tests.client import Client
from tests.html import parse, text_of
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Meeting


@pytest.fixture
def addressed(app: Flask, client: Client, cast: Cast) -> Meeting:
    """A meeting whose report tells two addresses: Maria's, and of somebody moved to Papua."""
    cast.secretariat("53")
    meeting = cast.meeting(starts_at=soon(hours=-5), minutes=120)
    cast.registration(cast.maria(), meeting)
    guest = cast.person("Tamu Papua", email="tamu@example.org", region="91")
    cast.registration(guest, meeting).region_code = cast.region("53.71").code
    db.session.commit()
    cast.sign_in(client, cast.ratna())
    data = flat(
        meeting.starts_at,
        ("Maria", "maria@example.org", 0, 110),
        ("Tamu", "tamu@example.org", 0, 100),
    )
    client.submit(
        f"/desk/sesi/{meeting.key}",
        action="laporan",
        report=(io.BytesIO(data), "participants_123.csv"),
    )
    return meeting


MARIA, GUEST = {"maria@example.org"}, {"tamu@example.org"}
SHORT_MARIA, SHORT_GUEST = {"ma…@example.org"}, {"ta…@example.org"}


def links(page: str, part: str) -> list[str]:
    return [href for link in parse(page).iter("a") if part in (href := link.get("href") or "")]


def addresses(client: Client, meeting: Meeting) -> set[str]:
    """Return the addresses on the page of the evidence; pages of one person show the same."""
    page = client.get(f"/desk/sesi/{meeting.key}/bukti").text
    persons = [client.get(href).text for href in links(page, "pendaftaran=")]
    shown, *each = (
        {
            word
            for small in parse(text).iter("small")
            for word in text_of(small).split()
            if "@" in word
        }
        for text in (page, *persons)
    )
    assert shown == set().union(*each)
    return shown


@pytest.mark.parametrize(
    ("role", "region", "proved", "shown"),
    [
        (Role.SECRETARIAT, None, True, MARIA | GUEST),
        (Role.VIEWER, None, True, SHORT_MARIA | SHORT_GUEST),
        (Role.VIEWER, "53", True, SHORT_MARIA | SHORT_GUEST),
        (Role.SECRETARIAT, "53", True, MARIA | SHORT_GUEST),
        (Role.SECRETARIAT, "53.71", True, MARIA | SHORT_GUEST),
        (Role.SECRETARIAT, "53.71", False, SHORT_MARIA | SHORT_GUEST),
    ],
)
def test_an_address_of_a_report_is_whole_for_who_may_take_it_along(
    addressed: Meeting,
    client: Client,
    cast: Cast,
    role: Role,
    region: str | None,
    shown: set[str],
    *,
    proved: bool,
) -> None:
    cast.sign_in(client, cast.staff(role, region=region), proved=proved)
    assert addresses(client, addressed) == shown


def test_who_runs_one_province_and_looks_at_another_reads_the_addresses_of_the_first(
    addressed: Meeting, client: Client, cast: Cast
) -> None:
    yosep = cast.staff(region="53")
    cast.grant(yosep, Role.VIEWER, "91")
    cast.sign_in(client, yosep)
    assert addresses(client, addressed) == MARIA | SHORT_GUEST


@pytest.mark.parametrize(
    ("proved", "shown"), [(True, MARIA | GUEST), (False, SHORT_MARIA | SHORT_GUEST)]
)
def test_a_district_reads_the_addresses_of_its_own_session_after_the_second_step(
    addressed: Meeting, client: Client, cast: Cast, shown: set[str], *, proved: bool
) -> None:
    addressed.series.programme.owner_id = cast.secretariat("53.71").organisation_id
    db.session.commit()
    cast.sign_in(client, cast.staff(region="53.71"), proved=proved)
    assert addresses(client, addressed) == shown


def test_who_leads_it_and_looks_at_all_reads_shortened_addresses_also_while_deciding(
    addressed: Meeting, client: Client, cast: Cast
) -> None:
    theresia = cast.facilitator(addressed)
    cast.grant(theresia, Role.VIEWER)
    cast.sign_in(client, theresia)
    assert addresses(client, addressed) == SHORT_MARIA | SHORT_GUEST
    texts = [
        client.get(href).text
        for href in links(client.get(f"/desk/sesi/{addressed.key}/bukti").text, "/cocokkan")
    ]
    assert [("ma…@example.org" in text, "ta…@example.org" in text) for text in texts] == [
        (True, False),
        (False, True),
    ]
    assert not [text for text in texts if "maria@" in text or "tamu@" in text]
