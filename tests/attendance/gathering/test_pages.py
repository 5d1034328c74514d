"""What somebody sees who opens the short address that stands in the group."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.attendance.gathering.hurried import MARIA
from tests.cast import Cast
from tests.client import EN, Client
from tests.html import loud, parse, text_of
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.programmes.models import Meeting, State
from webinar_hub.registrations.letters import LINK_AGAIN
from webinar_hub.registrations.models import Seat, SeatStatus, SentForm
from webinar_hub.web.models import Attempts

ROOM = "https://zoom.example/j/123"
STREAM = "https://video.example/langsung"
TYPED = {"contact": "0812-3456-7890", "name": MARIA.name}


def running(cast: Cast, *, capacity: int | None = None) -> Meeting:
    return cast.meeting(
        starts_at=clock.now() - timedelta(minutes=5), title="Ketika air naik", capacity=capacity
    )


def shown(client: Client, short: str) -> str:
    answer = client.get(f"/k/{short}", headers=EN)
    assert answer.status_code == 200
    return answer.text


def joins(client: Client, short: str, **typed: str) -> str:
    """Fill in the two questions and return the page that answers."""
    return client.page(client.submit(f"/k/{short}", **{**TYPED, **typed}))


def hrefs(page: str) -> list[str]:
    return [link.get("href", "") for link in parse(page).iter("a")]


def test_a_short_address_can_be_read_out_loud(sqlite_app: Flask, cast: Cast) -> None:
    meeting = cast.meeting()
    for short in (meeting.short, meeting.series.short):
        assert re.fullmatch("[2-9a-hjkmnp-z]{8}", short)


def test_two_answers_and_one_press_lead_to_the_room_and_the_code(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = running(cast)
    page = joins(client, meeting.series.short)
    form = db.session.scalars(select(SentForm)).one()
    assert ROOM in hrefs(page)
    assert [text_of(code) for code in parse(page).iter("code")] == [f"{form.code} {MARIA.name}"]
    assert (form.phone, form.dates[0].meeting_id) == ("+6281234567890", meeting.id)
    assert form.dates[0].pressed_at


def test_under_the_button_stands_what_pressing_it_says(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = running(cast)
    page = shown(client, meeting.short)
    assert loud(parse(page)) == ["Join"]
    assert "By pressing the button you agree to the code of conduct and say that you are 18" in (
        text_of(parse(page))
    )
    assert {f"/sesi/{meeting.key}/daftar", "/tata-tertib"} <= set(hrefs(page))
    assert client.form(f"/k/{meeting.short}").names == {"csrf_token", "form_id", "contact", "name"}


def test_before_it_says_when_and_offers_the_ordinary_form(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(starts_at=clock.now() + timedelta(minutes=31))
    page = shown(client, meeting.short)
    assert "Joinis on this page from" in text_of(parse(page))
    assert f"/ikut/{meeting.key}" in hrefs(page)
    assert "zoom.example" not in page


def test_afterwards_it_leads_to_the_next_date_and_then_to_none(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = running(cast)
    coming = cast.meeting(meeting.series, title="Minggu depan")
    assert "Ketika air naik" in shown(client, meeting.series.short)
    assert "Minggu depan" in shown(client, coming.short)
    meeting.ends_at = clock.now()
    for short in (meeting.short, meeting.series.short):
        assert "Minggu depan" in shown(client, short)
    coming.cancelled_at = clock.now()
    assert "There is no coming date yet" in shown(client, meeting.series.short)


def test_it_says_which_session_was_cancelled_or_is_over_in_whose_place_it_leads_on(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = running(cast)
    cast.meeting(meeting.series, title="Minggu depan")
    day = f"{meeting.day:%A}, {meeting.day.day} {meeting.day:%B %Y}"
    meeting.cancelled_at = clock.now()
    for short in (meeting.short, meeting.series.short):
        assert f"The session of {day} was cancelled." in text_of(parse(shown(client, short)))
    meeting.cancelled_at, meeting.ends_at = None, clock.now()
    assert f"The session of {day} is over." in text_of(parse(shown(client, meeting.short)))
    assert "is over." not in shown(client, meeting.series.short)


@pytest.mark.parametrize("another", [True, False])
def test_a_press_from_before_is_told_that_the_session_is_over(
    sqlite_app: Flask, client: Client, cast: Cast, *, another: bool
) -> None:
    meeting = running(cast)
    if another:
        cast.meeting(meeting.series, title="Minggu depan")
    path = f"/k/{meeting.series.short}"
    data = {**client.form(path).fields, **TYPED}
    meeting.ends_at = clock.now()
    db.session.commit()
    page = client.post(path, data=data, headers=EN).text
    assert "over, was cancelled or was moved: nothing was sent" in page
    assert ("Minggu depan" in page) is another


def test_a_short_address_may_be_typed_in_capitals(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = running(cast)
    assert "Ketika air naik" in shown(client, meeting.short.upper())


def test_drafts_are_unknown_and_unknown_addresses_count(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    draft = cast.meeting(cast.series(cast.programme("Konsep", state=State.DRAFT)))
    draft.series.programme.state, draft.series.state = State.PUBLISHED, State.DRAFT
    closed = cast.meeting(cast.series(cast.programme("Anggota")))
    closed.state = State.MEMBERS
    db.session.commit()
    for short in (draft.short, draft.series.short, closed.short, "23456789"):
        assert client.get(f"/k/{short}").status_code == 404
        assert client.post(f"/k/{short}").status_code == 404
    counted = db.session.scalars(select(Attempts)).one()
    assert counted.count == 8
    counted.count = 600
    db.session.commit()
    assert client.get("/k/23456789").status_code == 429
    assert db.session.scalars(select(Attempts.count)).one() == 600
    assert shown(client, running(cast).short)


def test_known_and_unknown_read_the_same_after_the_same_statements(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = running(cast)
    cast.registration(cast.person(MARIA.name, phone="+6281234567890"), meeting)
    joins(client, meeting.short, name="Orang Pertama")
    seen, pages = [], set()
    for name in (MARIA.name, "Nama Baru"):
        token = client.form(f"/k/{meeting.short}").fields["csrf_token"]
        data = {**TYPED, "name": name, "csrf_token": token, "form_id": name}
        with statements() as asked:
            page = client.page(client.post(f"/k/{meeting.short}", data=data))
        seen.append(asked)
        form = db.session.scalars(select(SentForm).order_by(SentForm.id.desc())).first()
        assert form
        for own in (cast.form_link(form), f"{form.code} {name}", form.code):
            page = page.replace(own, "")
        pages.add(re.sub(r'(?<=value=")[^"]+', "", page))
    assert seen[0] == seen[1]
    assert len(pages) == 1


def test_where_the_room_is_full_the_live_stream_is_offered_with_the_code(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = running(cast, capacity=0)
    meeting.series.stream_link = STREAM
    db.session.commit()
    assert STREAM in hrefs(shown(client, meeting.short))
    page = joins(client, meeting.short)
    form = db.session.scalars(select(SentForm)).one()
    assert STREAM in hrefs(page)
    assert f"{form.code} {MARIA.name}" in page
    assert ROOM not in page
    done = parse(client.get(f"/terdaftar/{cast.form_link(form)}", headers=EN).text)
    assert loud(done) == ["Watch the live stream"]
    meeting.series.waiting_list = False
    db.session.commit()
    page = shown(client, meeting.short)
    assert STREAM in hrefs(page)
    assert 'name="contact"' not in page


def test_whoever_has_an_offer_reads_so_and_not_that_they_wait(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = running(cast, capacity=0)
    way_in = client.submit(
        f"/k/{meeting.short}", **{**TYPED, "contact": "maria@example.org"}
    ).location
    db.session.execute(update(Seat).values(status=SeatStatus.OFFERED))
    db.session.commit()
    page = client.get(way_in, headers=EN).text
    assert "A place became free for you" in page
    assert "The place is kept for you for a while." in page
    assert "waiting list" not in page
    assert "Back to my form" in page
    for seen in (way_in, way_in.rpartition("/masuk/")[0]):
        assert loud(parse(client.get(seen, headers=EN).text)) == ["Send my link once more"]
    client.submit(way_in, action="/kirim")
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter
    assert letter.kind == LINK_AGAIN


@pytest.mark.parametrize("beside", [True, False])
def test_the_live_stream_stands_beside_the_room_where_the_programme_says_so(
    sqlite_app: Flask, client: Client, cast: Cast, *, beside: bool
) -> None:
    meeting = running(cast)
    meeting.series.stream_link, meeting.series.stream_beside = STREAM, beside
    db.session.commit()
    page = joins(client, meeting.short)
    assert ROOM in hrefs(page)
    assert (STREAM in hrefs(page)) is beside


def test_the_way_in_opens_again_and_again_until_it_is_over(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = running(cast)
    way_in = client.submit(f"/k/{meeting.short}", **TYPED).location
    for _again in range(2):
        assert ROOM in client.get(way_in).text
    meeting.ends_at = clock.now()
    answer = client.get(way_in)
    assert (answer.status_code, answer.location) == (302, way_in.rpartition("/masuk/")[0])


@pytest.mark.parametrize("district", ["Nusa Tenggara Timur", "luar negeri"])
def test_organisation_and_region_are_added_on_the_forms_own_page(
    sqlite_app: Flask, client: Client, cast: Cast, district: str
) -> None:
    cast.region("53")
    meeting = running(cast)
    done = client.submit(f"/k/{meeting.short}", **TYPED).location.rpartition("/masuk/")[0]
    add = f"{done}/lengkapi"
    assert add in hrefs(client.get(done).text)
    page = client.page(client.submit(add, organisation="Yayasan Kita", district=district))
    assert "Yayasan Kita" in page
    assert add not in hrefs(page)


def test_whoever_is_too_late_to_register_joins_with_their_own_link(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = running(cast)
    meeting.series.closes_at = clock.now()
    page = shown(client, meeting.short)
    assert "Registration is closed" in page
    assert 'name="contact"' not in page
    assert "/saya" in hrefs(page)
