"""What a messenger and a search engine read of a link to a session, a series, a programme."""

import json
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from tests import html
from tests.cast import Cast
from tests.client import EN, Client
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting

AT = datetime(2040, 11, 29, 7, tzinfo=UTC)
EVIL = 'Ketika air <naik> & "turun" </script><script>alert(1)</script>'


def _session(cast: Cast) -> Meeting:
    meeting = cast.meeting(
        starts_at=AT, title=EVIL, join_link="https://zoom.example/j/1?pwd=rahasia"
    )
    meeting.title_en = "When water rises"
    meeting.description = "Belajar dari\nDemak."
    for person, role in (
        (cast.maria(), AppearanceRole.SPEAKER),
        (cast.suparmin(), AppearanceRole.HOST),
    ):
        db.session.add(Appearance(meeting_id=meeting.id, person_id=person.id, role=role))
    return meeting


def _read(page: str) -> tuple[dict[str, str], dict[str, Any]]:
    root = html.parse(page)
    tags = {each.get("property", ""): each.get("content", "") for each in root.iter("meta")}
    [data] = [each for each in root.iter("script") if each.get("type") == "application/ld+json"]
    return tags, json.loads("".join(data.itertext()))


def test_a_link_to_a_session_says_what_when_and_who(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = _session(cast)
    page = client.get(f"/sesi/{meeting.key}").text
    tags, data = _read(page)
    base = sqlite_app.extensions["links"].public_url
    assert tags["og:title"] == data["name"] == EVIL
    assert tags["og:url"] == data["url"] == f"{base}/sesi/{meeting.key}"
    assert tags["og:locale"] == "id_ID"
    assert tags["og:description"] == (
        "Kamis, 29 November 2040, 14.00–16.00 WIB / 15.00–17.00 WITA / 16.00–18.00 WIT."
        " Belajar dari Demak."
    )
    assert (data["startDate"], data["endDate"]) == (
        "2040-11-29T14:00:00+07:00",
        "2040-11-29T16:00:00+07:00",
    )
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert [each["name"] for each in data["performer"]] == ["Dr. Maria Goreti Bere, S.Sos., M.Si."]
    assert data["superEvent"]["url"] == f"{base}/seri/{meeting.series.key}"
    assert "zoom.example" not in page


def test_a_link_in_english_has_english_words(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    meeting = _session(cast)
    tags, data = _read(client.get(f"/sesi/{meeting.key}", headers=EN).text)
    assert tags["og:title"] == data["name"] == "When water rises"
    assert tags["og:description"].startswith("Thursday, 29 November 2040, 14:00–16:00 WIB /")
    assert tags["og:locale"] == "en_GB"


def test_a_cancelled_session_says_so_where_its_link_is_shown(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = _session(cast)
    meeting.cancelled_at = clock.now()
    tags, data = _read(client.get(f"/sesi/{meeting.key}").text)
    assert tags["og:description"].startswith("Dibatalkan. Kamis, 29 November 2040")
    assert data["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_series_and_a_programme_tell_their_next_dates(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = _session(cast)
    series = meeting.series
    for address, name in (
        (f"/seri/{series.key}", series.title),
        (f"/program/{series.programme.key}", series.programme.name),
    ):
        tags, data = _read(client.get(address).text)
        assert (tags["og:title"], data["@type"]) == (name, "EventSeries")
        assert data["url"].endswith(address)
        [date] = data["subEvent"]
        assert (date["name"], date["startDate"]) == (EVIL, "2040-11-29T14:00:00+07:00")


def test_the_short_address_shows_the_session_it_leads_to(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = _session(cast)
    root = html.parse(client.get(f"/k/{meeting.short}").text)
    tags = {each.get("property"): each.get("content", "") for each in root.iter("meta")}
    assert tags["og:title"] == EVIL
    assert tags["og:url"].endswith(f"/k/{meeting.short}")
    assert tags["og:description"].startswith("Kamis, 29 November 2040, 14.00–16.00 WIB")
