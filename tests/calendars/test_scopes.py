"""The public feeds of each scope."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from tests.cast import Cast
from tests.client import Client
from tests.statements import statements
from webinar_hub.calendars.rules import Month
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network.models import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSector,
    Parent,
    ParentKind,
)
from webinar_hub.programmes.models import Meeting, Series, State


def titles(client: Client, path: str) -> list[str]:
    """Return what a feed holds."""
    found = Calendar.from_ical(client.get(f"/kalender/{path}").data).walk("VEVENT")
    return sorted(str(event["SUMMARY"]) for event in found)


def network(cast: Cast) -> Organisation:
    return cast.organisation("Forum Flobamora", kind=OrganisationKind.REGIONAL_NETWORK)


@pytest.fixture
def offered(app: Flask, cast: Cast) -> dict[str, Series]:
    """A session of each of five secretariats, of which one is a network's member and a branch."""
    owners = {
        "bangsa": cast.secretariat().organisation,
        "NTT": cast.secretariat("53").organisation,
        "Kupang": cast.secretariat("53.71").organisation,
        "Papua": cast.secretariat("91").organisation,
    }
    series = {
        name: cast.series(cast.programme(f"Program {name}", owner=owner), name="Satu")
        for name, owner in owners.items()
    }
    for name, each in series.items():
        cast.meeting(each, title=name)
    kupang, ntt, papua = (owners[name].id for name in ("Kupang", "NTT", "Papua"))
    forum, health = network(cast).id, cast.sector()
    nutrition = cast.sector("Gizi", "Nutrition", part_of=health)
    today = clock.now().date()
    left = today - timedelta(days=9)
    db.session.add_all(
        [
            Membership(organisation_id=kupang, network_id=forum, since=left),
            Membership(organisation_id=papua, network_id=forum, since=left, until=today),
            Parent(organisation_id=kupang, parent_id=ntt, kind=ParentKind.BRANCH),
            OrganisationSector(organisation_id=kupang, sector_id=nutrition.id),
            OrganisationSector(organisation_id=papua, sector_id=health.id),
        ]
    )
    db.session.commit()
    return series


def test_each_scope_holds_its_own(client: Client, cast: Cast, offered: dict[str, Series]) -> None:
    ntt = offered["NTT"]
    owner, forum = ntt.programme.owner.key, network(cast).key
    assert {
        path: titles(client, path)
        for path in (
            "semua.ics",
            f"program/{ntt.programme.key}.ics",
            f"seri/{ntt.key}.ics",
            "klaster/kesehatan.ics",
            "klaster/gizi.ics",
            "wilayah/53.ics",
            "wilayah/53.71.ics",
            f"jaringan/{forum}.ics",
            f"lembaga/{owner}.ics",
            f"sekretariat/{owner}.ics",
        )
    } == {
        "semua.ics": ["Kupang", "NTT", "Papua", "bangsa"],
        f"program/{ntt.programme.key}.ics": ["NTT"],
        f"seri/{ntt.key}.ics": ["NTT"],
        "klaster/kesehatan.ics": ["Kupang", "Papua"],
        "klaster/gizi.ics": ["Kupang"],
        "wilayah/53.ics": ["Kupang", "NTT"],
        "wilayah/53.71.ics": ["Kupang"],
        f"jaringan/{forum}.ics": ["Kupang"],
        f"lembaga/{owner}.ics": ["Kupang", "NTT"],
        f"sekretariat/{owner}.ics": ["NTT"],
    }


def test_scopes_together_keep_what_is_in_each(client: Client, offered: dict[str, Series]) -> None:
    ntt = offered["NTT"].programme.key
    assert titles(client, "semua.ics?klaster=kesehatan&wilayah=53") == ["Kupang"]
    assert titles(client, f"semua.ics?program={ntt}&klaster=kesehatan") == []
    answer = client.get("/kalender/semua.ics?klaster=kesehatan&wilayah=53&bahasa=en")
    assert "\nNAME:JAJAR: Health\\, Nusa Tenggara Timur\r" in answer.text


@pytest.mark.parametrize("state", [State.UNLISTED, State.MEMBERS, State.ARCHIVED, State.DRAFT])
def test_what_stands_in_no_list_is_in_no_feed(
    client: Client, cast: Cast, offered: dict[str, Series], state: State
) -> None:
    """The feed of a hidden series or programme is none; in others its sessions are missing."""
    series = offered["Kupang"]
    series.state = state
    db.session.commit()
    assert client.get(f"/kalender/seri/{series.key}.ics").status_code == 404
    assert titles(client, f"program/{series.programme.key}.ics") == []
    assert titles(client, "wilayah/53.ics") == ["NTT"]
    series.state, series.programme.state = State.PUBLISHED, state
    db.session.commit()
    assert client.get(f"/kalender/seri/{series.key}.ics").status_code == 404
    assert client.get(f"/kalender/program/{series.programme.key}.ics").status_code == 404
    assert titles(client, "klaster/gizi.ics") == []


def test_the_feed_of_an_organisation_goes_on_under_the_one_it_became(
    client: Client, cast: Cast, offered: dict[str, Series]
) -> None:
    owner = offered["NTT"].programme.owner
    gone = cast.organisation("Sekretariat lama")
    gone.closed_at, gone.merged_into = clock.now(), owner.key
    db.session.commit()
    assert titles(client, f"sekretariat/{gone.key}.ics") == ["NTT"]


def test_what_there_is_not_has_no_feed(
    client: Client, cast: Cast, offered: dict[str, Series]
) -> None:
    member = offered["Kupang"].programme.owner.key
    nobody = "a" * 16
    asked = (
        f"jaringan/{member}.ics",
        f"sekretariat/{network(cast).key}.ics",
        *(f"{word}/{nobody}.ics" for word in ("seri", "jaringan", "lembaga", "sekretariat")),
        "klaster/tidak-ada.ics",
        "wilayah/99.ics",
        "wilayah/5.ics",
        f"semua.ics?wilayah=53&program={nobody}",
    )
    assert {client.get(f"/kalender/{path}").status_code for path in asked} == {404}


def _choices(page: str) -> dict[str, list[str]]:
    """Return what each field of the page's form offers."""
    fields = re.findall(r'<select id="(\w+)".*?>(.*?)</select>', page, re.DOTALL)
    return {word: re.findall(r">([^<]+)</option>", options) for word, options in fields}


def test_the_page_of_a_month_offers_what_there_is(
    client: Client, cast: Cast, offered: dict[str, Series]
) -> None:
    network(cast)
    cast.sector("Tanpa sesi", "No session")
    series = offered["Papua"]
    found = _choices(client.get("/kalender", headers={"Accept-Language": "en"}).text)
    owners = {name: each.programme.owner.name for name, each in offered.items()}
    assert found == {
        "program": ["All", "Program bangsa", "Program Kupang", "Program NTT", "Program Papua"],
        "klaster": ["All", "Health", "Nutrition"],
        "wilayah": ["All", "Kota Kupang", "Nusa Tenggara Timur", "Papua"],
        "sekretariat": ["All", *sorted(owners.values())],
    }
    one = client.get(f"/kalender?seri={series.key}").text
    assert _choices(one)["seri"] == ["Semua", series.title]
    assert f'value="{series.key}" selected' in one
    series.programme.state = State.DRAFT
    db.session.commit()
    found = _choices(client.get("/kalender").text)
    assert "Program Papua" not in found["program"]
    assert "Papua" not in found["wilayah"]


@pytest.mark.parametrize(
    "words", ["", "klaster=kesehatan", "klaster=kesehatan&wilayah=53", "wilayah=91&klaster=gizi"]
)
def test_a_month_subscribes_to_what_it_shows(
    client: Client, offered: dict[str, Series], words: str
) -> None:
    whole = client.get(f"/kalender?{words}").text
    shown = client.get(f"/kalender?tampilan=daftar&bulan={_month()}&{words}").text
    address = html.unescape(re.findall(r'id="alamat">http://[^/]+/kalender/([^<]+)<', whole)[0])
    listed = re.findall(r'<a href="/sesi/\w+">([^<]+)</a>', shown)
    assert sorted(listed) == titles(client, address)
    assert all(word in shown for word in words.split("&"))


def test_scopes_ask_for_nothing_more_than_their_names(
    client: Client, cast: Cast, offered: dict[str, Series]
) -> None:
    """However many there are: their names, a month, the nearest others, what there is to choose."""
    series, forum = offered["Kupang"], network(cast).key
    owner = series.programme.owner.key
    words = (
        f"program={series.programme.key}&seri={series.key}&klaster=gizi&wilayah=53"
        f"&jaringan={forum}&lembaga={owner}&sekretariat={owner}&bulan={_month()}"
    )
    page = f"/kalender?tampilan=daftar&{words}"
    with statements() as seen:
        shown = client.get(f"{page}&anew").text
    assert len(seen) <= 4, seen
    assert 'href="/sesi/' in shown


def _month() -> Month:
    meeting = db.session.scalars(select(Meeting)).first()
    assert meeting is not None
    return Month.of(meeting.day)
