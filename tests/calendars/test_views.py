"""The feeds, as programs fetch them."""

from contextvars import Context
from datetime import timedelta
from typing import Any

from flask import Flask
from icalendar import Calendar
from sqlalchemy import Update, event, update

from tests.cast import Cast, soon
from tests.client import Client
from tests.statements import statements
from webinar_hub.calendars import feeds
from webinar_hub.calendars.feeds import feed_bytes
from webinar_hub.calendars.scopes.rules import EVERYTHING
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.editions import Edition
from webinar_hub.programmes.models import (
    Appearance,
    AppearanceRole,
    Meeting,
    Programme,
    ProgrammeKind,
    State,
)

ALL = "/kalender/semua.ics"


def entries(body: bytes) -> list[dict[str, Any]]:
    """Return the events of a calendar: summary, uid, sequence and status."""
    found = Calendar.from_ical(body).walk("VEVENT")
    return [
        {name: event.get(name) for name in ("SUMMARY", "UID", "SEQUENCE", "STATUS")}
        for event in found
    ]


def change(meeting: Meeting, **facts: Any) -> None:
    """Change a meeting as the desk does."""
    for name, value in {
        "revision": meeting.revision + 1,
        "changed_at": clock.now() + timedelta(seconds=2),
        **facts,
    }.items():
        setattr(meeting, name, value)
    db.session.commit()


def an_hour_ago() -> None:
    """Let everything have changed an hour earlier."""
    db.session.execute(update(Edition).values(number=Edition.number - 3_600_000_000))


def test_feed_holds_what_is_published_from_ninety_days_ago_on(
    app: Flask, client: Client, cast: Cast
) -> None:
    series = cast.series()
    for title, days in (("lama", -91), ("lalu", -89), ("nanti", 2), ("tahun depan", 365)):
        cast.meeting(series, title=title, starts_at=soon(days=days))
    for state in (State.DRAFT, State.ARCHIVED):
        cast.meeting(cast.series(cast.programme(f"Program {state}", state=state)), title=state)
    answer = client.get(ALL)
    assert [entry["SUMMARY"] for entry in entries(answer.data)] == ["lalu", "nanti", "tahun depan"]
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert client.get(ALL).data == answer.data
    assert feed_bytes(EVERYTHING, "id", "JAJAR", cast.links) == answer.data


def test_a_feed_says_what_it_is(app: Flask, client: Client, cast: Cast) -> None:
    """Name, window, own address, page, refresh and colour; each date has kind and colour."""
    training = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    cast.meeting(cast.series(training), title="nanti")
    cast.meeting(cast.series(training), title="terlalu jauh", starts_at=soon(days=367))
    address = f"/kalender/program/{training.key}.ics?bahasa=en"
    text = client.get(address).text.replace("\r\n ", "")
    assert [
        line
        for line in (
            "NAME:JAJAR: Pelatihan",
            "X-WR-CALNAME:JAJAR: Pelatihan",
            f"SOURCE;VALUE=URI:http://127.0.0.1:5000{address}",
            f"URL:http://127.0.0.1:5000/program/{training.key}",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
            "COLOR:firebrick",
            "CATEGORIES:Training,Pelatihan",
            "COLOR:steelblue",
        )
        if f"\n{line}\r" not in text
    ] == []
    assert text.count("from 90 days ago to a year ahead") == 2
    assert text.count("BEGIN:VEVENT") == 1


def test_feed_of_one_programme(app: Flask, client: Client, cast: Cast) -> None:
    one, other, draft = (
        cast.programme("Satu"),
        cast.programme("Dua"),
        cast.programme("Tiga", state=State.DRAFT),
    )
    meeting = cast.meeting(cast.series(one), title="di sini")
    cast.meeting(cast.series(other), title="di sana")
    answer = client.get(f"/kalender/program/{one.key}.ics")
    assert entries(answer.data) == [
        {
            "SUMMARY": "di sini",
            "UID": meeting.uid,
            "SEQUENCE": 0,
            "STATUS": "CONFIRMED",
        }
    ]
    assert Calendar.from_ical(answer.data)["X-WR-CALNAME"] == "JAJAR: Satu"
    assert client.get(f"/kalender/program/{draft.key}.ics").status_code == 404
    assert client.get("/kalender/program/aaaaaaaaaaaaaaaa.ics").status_code == 404


def test_moved_and_cancelled_keep_their_uid(app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting(title="Posko")
    first = client.get(f"{ALL}?bahasa=en")
    change(
        meeting,
        starts_at=meeting.starts_at + timedelta(days=1),
        ends_at=meeting.ends_at + timedelta(days=1),
    )
    moved = client.get(f"{ALL}?bahasa=en")
    change(meeting, cancelled_at=clock.now())
    cancelled = client.get(f"{ALL}?bahasa=en")
    uid = meeting.uid
    assert [entries(answer.data) for answer in (first, moved, cancelled)] == [
        [{"SUMMARY": "Posko", "UID": uid, "SEQUENCE": 0, "STATUS": "CONFIRMED"}],
        [{"SUMMARY": "Posko", "UID": uid, "SEQUENCE": 1, "STATUS": "CONFIRMED"}],
        [{"SUMMARY": "CANCELLED: Posko", "UID": uid, "SEQUENCE": 2, "STATUS": "CANCELLED"}],
    ]
    assert len({answer.headers["ETag"] for answer in (first, moved, cancelled)}) == 3


def test_no_join_link_and_no_person(app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting(title="Posko", join_link="https://zoom.example/j/rahasia")
    facilitator = cast.facilitator(meeting)
    db.session.add(
        Appearance(meeting_id=meeting.id, person_id=cast.maria().id, role=AppearanceRole.SPEAKER)
    )
    cast.registration(cast.suparmin(), meeting)
    for address in (
        ALL,
        f"{ALL}?bahasa=en",
        f"/kalender/program/{meeting.series.programme.key}.ics",
        f"/sesi/{meeting.key}.ics",
    ):
        unfolded = client.get(address).text.replace("\r\n ", "")
        assert f"UID:{meeting.uid}\r\n" in unfolded
        assert [
            word
            for word in (
                "rahasia",
                "zoom",
                "Maria",
                "Suparmin",
                facilitator.name,
                "+62",
                "ATTENDEE",
                "ORGANIZER",
            )
            if word in unfolded
        ] == []


def test_answers_304_without_building(app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    cast.meeting(meeting.series, starts_at=soon(days=-100))
    an_hour_ago()
    first = client.get(ALL)
    tag, date = (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    )
    for asked in (tag, date):
        with statements() as seen:
            again = client.get(ALL, headers=asked)
        assert (again.status_code, again.data, len(seen)) == (304, b"", 0)
        assert again.headers["ETag"] == first.headers["ETag"]
    change(meeting, title="Lain")
    assert [client.get(ALL, headers=asked).status_code for asked in (tag, date)] == [200, 200]


def test_only_what_changed_is_written_again(app: Flask, client: Client, cast: Cast) -> None:
    series = cast.series()
    one, *_others = (cast.meeting(series, starts_at=soon(days=days)) for days in (1, 8, 15))
    client.get(ALL)
    before = dict(feeds.events._kept)
    change(one, title="Lain")
    assert "Lain" in client.get(ALL).text
    again = [key[-1] for key, kept in feeds.events._kept.items() if before.get(key) is not kept]
    assert again == [one.id]


def test_what_changes_while_a_feed_is_made_is_in_the_next(
    postgresql_app: Flask, client: Client, cast: Cast
) -> None:
    programme = cast.programme("Dahulu")
    cast.meeting(cast.series(programme))
    path, row_id = f"/kalender/program/{programme.key}.ics", programme.id
    renamed = update(Programme).where(Programme.id == row_id).values(name="Kemudian")

    def rename(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "meeting.uid" in statement and not done:
            done.append(True)
            Context().run(_written, postgresql_app, renamed)

    done: list[bool] = []
    event.listen(db.engine, "before_cursor_execute", rename)
    try:
        assert "Dahulu" in client.get(path).text
    finally:
        event.remove(db.engine, "before_cursor_execute", rename)
    assert "Dahulu" not in client.get(path).text


def _written(app: Flask, statement: Update) -> None:
    with app.app_context():
        db.session.execute(statement)
        db.session.commit()


def test_dates_stand_in_their_order(app: Flask, client: Client, cast: Cast) -> None:
    series = cast.series()
    days = (15, 1, 8)
    for day in days:
        cast.meeting(series, title=f"{day}", starts_at=soon(days=day))
    assert [entry["SUMMARY"] for entry in entries(client.get(ALL).data)] == ["1", "8", "15"]


def test_a_programme_published_or_renamed_later_is_news(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.meeting(title="dahulu")
    programme = cast.programme("Baru", state=State.DRAFT)
    cast.meeting(cast.series(programme), title="kemudian")
    an_hour_ago()
    old = client.get(ALL)
    asked = [
        {"If-None-Match": old.headers["ETag"]},
        {"If-Modified-Since": old.headers["Last-Modified"]},
    ]
    for facts in ({"state": State.PUBLISHED}, {"name": "Lebih baru"}):
        row = db.session.get_one(Programme, programme.id)
        for name, value in facts.items():
            setattr(row, name, value)
        answers = [client.get(ALL, headers=each) for each in asked]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].data != old.data
        old = answers[0]


def test_empty_feed_is_a_calendar(app: Flask, client: Client) -> None:
    answer = client.get(ALL)
    assert answer.status_code == 200
    assert entries(answer.data) == []
    assert client.get(ALL, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_window_is_ours(app: Flask, client: Client, cast: Cast) -> None:
    cast.meeting(title="lama", starts_at=soon(days=-400))
    assert entries(client.get(f"{ALL}?from=0001&to=9999").data) == []


def test_feed_speaks_the_language_of_its_address(app: Flask, client: Client, cast: Cast) -> None:
    cast.meeting()
    plain = client.get(ALL, headers={"Accept-Language": "en"})
    assert plain.data == client.get(ALL).data
    assert plain.data != client.get(f"{ALL}?bahasa=en").data
    assert plain.data == client.get(f"{ALL}?bahasa=fr").data


def test_one_date_to_save(app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting(title="Posko", starts_at=soon(days=-200))
    draft = cast.meeting(cast.series(cast.programme("Rancangan", state=State.DRAFT)))
    answer = client.get(f"/sesi/{meeting.key}.ics")
    assert entries(answer.data) == [
        {
            "SUMMARY": "Posko",
            "UID": meeting.uid,
            "SEQUENCE": 0,
            "STATUS": "CONFIRMED",
        }
    ]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{meeting.key}.ics"'
    assert (
        client.get(
            f"/sesi/{meeting.key}.ics", headers={"If-None-Match": answer.headers["ETag"]}
        ).status_code
        == 304
    )
    assert client.get(f"/sesi/{draft.key}.ics").status_code == 404


def test_a_saved_date_speaks_as_the_page_that_it_was_saved_from(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    address = f"/sesi/{cast.meeting(title='Posko').key}.ics"
    english = client.get(address, headers={"Accept-Language": "en"}).text
    assert ("LOCATION:Online" in english, "LOCATION:Daring" in client.get(address).text) == (
        True,
        True,
    )


def test_a_session_to_come_is_saved_in_three_ways(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    series = cast.series()
    coming, over, cancelled = (
        cast.meeting(series, starts_at=soon(days=days)) for days in (2, -2, 3)
    )
    change(cancelled, cancelled_at=clock.now())
    ways = "calendar.google.com/calendar/render?", "outlook.live.com/calendar/0/deeplink/compose?"
    for meeting, many in ((coming, 2), (over, 0), (cancelled, 0)):
        page = client.get(f"/sesi/{meeting.key}").text
        assert (f'href="/sesi/{meeting.key}.ics"' in page) is (meeting is not over)
        assert len([way for way in ways if way in page]) == many
        assert "zoom.example" not in page
