"""News of sessions, as readers of feeds fetch them (RFC 4287)."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from tests.calendars.test_views import change
from tests.cast import Cast, soon
from tests.client import Client
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Appearance, AppearanceRole, State

NEWS = "/sesi-baru.atom"
_IN = {"": "http://www.w3.org/2005/Atom"}


def _read(client: Client, address: str = NEWS) -> ET.Element:
    answer = client.get(address)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.data)


def _titles(feed: ET.Element) -> list[str | None]:
    return [each.findtext("title", None, _IN) for each in feed.findall("entry", _IN)]


def test_the_news_are_sessions_to_come_those_planned_last_first(
    app: Flask, client: Client, cast: Cast
) -> None:
    series = cast.series()
    for number, title in enumerate(("pertama", "kedua", "ketiga")):
        meeting = cast.meeting(series, title=title, starts_at=soon(days=9 - number))
        meeting.planned_at = clock.now() - timedelta(days=3 - number)
    cast.meeting(series, title="lewat", starts_at=soon(days=-2))
    for state in (State.DRAFT, State.UNLISTED, State.ARCHIVED):
        cast.meeting(cast.series(cast.programme(f"Program {state}", state=state)), title=state)
    db.session.commit()
    feed = _read(client)
    assert _titles(feed) == ["ketiga", "kedua", "pertama"]
    [page] = [
        each.get("href") for each in feed.findall("link", _IN) if each.get("rel") == "alternate"
    ]
    assert page is not None
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("spoken", ["id", "en"])
def test_the_news_are_whole(sqlite_app: Flask, client: Client, cast: Cast, spoken: str) -> None:
    meeting = cast.meeting(title="Posko & <dapur>\x0b", join_link="https://zoom.example/j/rahasia")
    db.session.add(
        Appearance(meeting_id=meeting.id, person_id=cast.maria().id, role=AppearanceRole.SPEAKER)
    )
    db.session.commit()
    address = f"{NEWS}?bahasa={spoken}"
    feed = _read(client, address)
    for place in (feed, feed.findall("entry", _IN)[0]):
        for name in ("id", "title", "updated"):
            (found,) = place.findall(name, _IN)
            assert found.text
        moment = datetime.fromisoformat(place.findtext("updated", "", _IN))
        assert moment == meeting.changed_at.astimezone(UTC).replace(microsecond=0)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == spoken
    assert feed.findtext("author/name", None, _IN)
    links = {each.get("rel"): each.get("href") or "" for each in feed.findall("link", _IN)}
    assert client.get(links["self"]).data == client.get(address).data
    entry = feed.find("entry", _IN)
    assert entry is not None
    assert entry.findtext("title", None, _IN) == "Posko & <dapur>"
    (link,) = entry.findall("link", _IN)
    assert link.get("href") == cast.links.to("registrations.meeting", key=meeting.key)
    told = client.get(address).text
    assert [word for word in ("zoom", "rahasia", "Maria") if word in told] == []


def test_an_entry_keeps_its_name_and_says_when_it_changed(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(title="Posko")
    first = client.get(NEWS)
    named = _read(client).findtext("entry/id", None, _IN)
    assert client.get(NEWS, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    change(meeting, cancelled_at=clock.now())
    feed = _read(client)
    assert _titles(feed) == ["DIBATALKAN: Posko"]
    assert feed.findtext("entry/id", None, _IN) == named
    assert named != _read(client, f"{NEWS}?bahasa=en").findtext("entry/id", None, _IN)


def test_no_news_are_a_feed_that_pages_lead_to(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    assert _titles(_read(client)) == []
    for page in ("/", "/kalender"):
        assert f'href="{NEWS}?bahasa=id"' in client.get(page).text
