"""What staff see who change several dates at once, and what it causes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.html import parse, text_of
from webinar_hub.kit import clock, zones
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.recurrence import actions as recurrence
from webinar_hub.programmes.recurrence import rules
from webinar_hub.programmes.recurrence.rules import Plan
from webinar_hub.registrations.letters import MOVED

pytestmark = pytest.mark.usefixtures("sqlite_app")


@pytest.fixture
def meetings(client: Client, cast: Cast) -> list[Meeting]:
    """Sign the administrator in, reading English, and plan four weeks from one that comes."""
    cast.sign_in(client, cast.ratna())
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    first = clock.now().astimezone(zones.WIB.info).date() + timedelta(days=7)
    rule = rules.rrule("W1", first.weekday())
    days = [first + timedelta(weeks=week) for week in range(4)]
    plan = Plan(
        rule=rule,
        days=days,
        until=days[-1],
        starts=clock.now().time().replace(hour=14, minute=0, second=0, microsecond=0),
        minutes=120,
        zone="WIB",
    )
    series = db.write(
        recurrence.start,
        cast.programme(),
        plan=plan,
        name="",
        rolling=True,
        by=DIRECTOR,
        now=clock.now(),
    )
    return _of(series)


def _of(series: Series) -> list[Meeting]:
    db.session.expire_all()
    return list(
        db.session.scalars(
            select(Meeting).where(Meeting.series_id == series.id).order_by(Meeting.number)
        )
    )


def _path(meeting: Meeting) -> str:
    return f"/desk/sesi/{meeting.key}/rencana"


def _starts(series: Series) -> list[tuple[date, str]]:
    local = [each.starts_at.astimezone(zones.WIB.info) for each in _of(series)]
    return [(each.date(), f"{each:%H.%M}") for each in local]


def _move(meeting: Meeting) -> None:
    """Let a date begin a day later by itself."""
    names = ("version", "title", "description", "capacity", "join_link")
    facts = {name: getattr(meeting, name) for name in names}
    hours = {name: getattr(meeting, name) + timedelta(days=1) for name in ("starts_at", "ends_at")}
    db.write(planning.change_meeting, meeting, **facts, **hours, by=DIRECTOR, now=clock.now())


def test_who_is_told_stands_there_before_it_is_pressed(
    client: Client, cast: Cast, meetings: list[Meeting]
) -> None:
    series, (first, second, third, _fourth) = meetings[0].series, meetings
    cast.registration(cast.maria(), first, second, third)
    cast.registration(cast.suparmin(), second)
    # Who has a part and a place counts once.
    cast.registration(cast.facilitator(first), first)
    _move(third)
    days = [day for day, _hour in _starts(series)]
    form = client.form(_path(second), "starts").fields
    typed = {**form, "starts": "13:00", "ends": "15:00", "scope": "following", "save": "1"}
    looked = client.post(_path(second), data=typed)
    page = text_of(parse(looked.text))
    assert "Only this date1 date, 2 people are told (1 of them without e-mail" in page
    assert "This date and those after it2 dates, 2 people are told" in page
    assert "All dates to come3 dates, 3 people are told" in page
    assert "these stay: " in page
    assert [hour for _day, hour in _starts(series)] == ["14.00"] * 4
    seen = parse(looked.text).find(".//input[@name='seen']")
    assert seen is not None
    answers = [
        client.post(_path(second), data={**typed, "seen": seen.get("value") or ""})
        for _ in range(2)
    ]
    assert [answer.location for answer in answers] == [f"/desk/seri/{series.key}"] * 2
    assert _starts(series) == list(zip(days, ("14.00", "13.00", "14.00", "13.00"), strict=True))
    letters = db.session.scalars(select(Letter).where(Letter.kind == MOVED)).all()
    assert sorted(len(each.facts["meetings"]) for each in letters) == [1, 2]


def test_one_letter_tells_of_many_dates(
    client: Client, cast: Cast, meetings: list[Meeting]
) -> None:
    cast.registration(cast.maria(), *meetings)
    form = client.form(_path(meetings[0]), "starts").fields
    typed = {**form, "zone": "WIT", "scope": "all", "save": "1"}
    seen = parse(client.post(_path(meetings[0]), data=typed).text).find(".//input[@name='seen']")
    assert seen is not None
    client.post(_path(meetings[0]), data={**typed, "seen": seen.get("value") or ""})
    letters = db.session.scalars(select(Letter).where(Letter.kind == MOVED)).all()
    assert [len(each.facts["meetings"]) for each in letters] == [4]


def test_what_stands_against_the_new_dates_is_said(
    client: Client, cast: Cast, meetings: list[Meeting]
) -> None:
    series = cast.series(cast.programme("Lain"))
    eve = zones.at_local(date(2100, 12, 30), 14, 0, zones.WIB)
    path = _path(cast.meeting(series, starts_at=eve))
    moved = text_of(parse(client.submit(path, action="/rencana", weekday="4").text))
    said = "Something stands against these: Friday, 31 December 2100 (New Year's Eve)"
    assert said in moved
    later = text_of(parse(client.submit(path, action="/rencana", starts="13:30").text))
    assert ("1 date, 0 people are told" in later, "Something stands against" in later) == (
        True,
        False,
    )


def test_what_cannot_be_is_said(client: Client, cast: Cast, meetings: list[Meeting]) -> None:
    path = _path(meetings[1])
    nothing = client.submit(path, action="/rencana")
    assert (nothing.status_code, "Nothing is different yet." in nothing.text) == (422, True)
    wrong = client.submit(path, action="/rencana", ends="13:00")
    assert wrong.status_code == 422
    by_itself = cast.meeting(cast.series(cast.programme("Lain")))
    looked = client.submit(_path(by_itself), action="/rencana", title="Baru")
    assert (looked.text.count('type="radio"'), "Only this date" in looked.text) == (1, True)
    over = cast.meeting(by_itself.series, starts_at=clock.now() - timedelta(days=9))
    refused = client.submit(_path(over), action="/rencana", title="Baru")
    assert "One of these dates would be over already." in refused.text
    stale = client.form(path, "title").fields
    _move(meetings[1])
    data = {**stale, "title": "Baru", "look": "1"}
    seen = parse(client.post(path, data=data).text).find(".//input[@name='seen']")
    assert seen is not None
    data |= {"seen": seen.get("value") or "", "scope": "one", "save": "1"}
    assert client.post(path, data=data).status_code == 409
