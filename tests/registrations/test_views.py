"""The pages of registering, as a visitor uses them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import html
from tests.cast import Cast, soon
from tests.client import Client
from tests.registrations.filled_in import SITI
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import WIB, at_local, long_date
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import AgeBand, Consent, ConsentKind, Guardian, Sex
from webinar_hub.programmes.models import ProgrammeKind, State
from webinar_hub.registrations.models import Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.web.jobs import answer_asked

pytestmark = pytest.mark.usefixtures("app")


def confirm_all() -> None:
    """Say of every form, as the owner of its address, that it was one's own."""
    for sent in db.session.scalars(select(SentForm).order_by(SentForm.id)).all():
        db.write(proof.prove, sent, now=clock.now())


def test_a_meeting_page_shows_three_zones_and_one_way_in(client: Client, cast: Cast) -> None:
    meeting = cast.meeting(title="Menjaga layanan ketika air naik", capacity=40)
    page = client.get(f"/sesi/{meeting.key}")
    for words in ("WIB", "WITA", "WIT", "Masih ada tempat", "Daftar"):
        assert words in page.text
    assert "zoom.example" not in page.text
    english = client.get(f"/sesi/{meeting.key}", headers={"Accept-Language": "en"})
    assert "Places left" in english.text


ROOM = [
    (4, "Masih ada tempat", "Daftar"),
    (5, "Hampir penuh", "Daftar"),
    (6, "Penuh", "Masuk daftar tunggu"),
]


@pytest.mark.parametrize(("seated", "words", "button"), ROOM)
@pytest.mark.parametrize("rolling", [True, False])
def test_public_pages_say_how_much_room_there_is_and_never_a_number(
    client: Client, cast: Cast, rolling: bool, seated: int, words: str, button: str
) -> None:
    training = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    series = cast.series(training, rolling=rolling)
    roomy, tight = (
        cast.meeting(series, starts_at=soon(days=1)),
        cast.meeting(series, starts_at=soon(days=8), capacity=6),
    )
    first = tight if rolling else roomy
    if rolling:
        roomy.cancelled_at = clock.now()
    for number in range(seated):
        cast.registration(
            cast.person(f"Ani {number}", email=f"ani{number}@example.org"), roomy, tight
        )
    form = f"/sesi/{first.key}/daftar" if rolling else f"/seri/{series.key}/daftar"
    said = {"Masih ada tempat", "Hampir penuh", "Penuh"}
    for path in ("/", f"/sesi/{first.key}", f"/program/{training.key}", form):
        tree = html.parse(client.get(path).text)
        lines = {html.text_of(each) for each in tree.iter("span") if "st " in each.get("class", "")}
        assert said & lines == {words}, path
        pressed = [
            each
            for tag in ("a", "button")
            for each in tree.iter(tag)
            if "btn" in each.get("class", "")
        ]
        assert {"Daftar", "Masuk daftar tunggu"} & {
            html.text_of(each).partition(":")[0] for each in pressed
        } == {button}, path
        assert not re.search(rf"\b{seated} dari 6\b", html.text_of(tree)), path
    feed = client.get(f"/kalender/program/{training.key}.ics").text
    assert not any(each in feed for each in said)


def test_a_cohort_closes_with_the_last_minute_of_the_day_that_was_written(
    client: Client, cast: Cast
) -> None:
    training = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    series = cast.series(training, rolling=False)
    cast.meeting(series, starts_at=soon(days=20))
    day = (clock.now() + timedelta(days=9)).astimezone(WIB.info).date()
    series.closes_at = at_local(day + timedelta(days=1), 0, 0, WIB)
    db.session.commit()
    for path in ("/", f"/program/{training.key}"):
        assert f"{long_date(day)} pukul 23.59 WIB" in html.text_of(
            html.parse(client.get(path).text)
        ), path


def test_a_cohort_of_which_every_date_is_cancelled_is_shown_without_a_way_in(
    client: Client, cast: Cast
) -> None:
    training = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    meeting = cast.meeting(cast.series(training, rolling=False))
    meeting.cancelled_at = clock.now()
    page = client.get(f"/program/{training.key}")
    assert page.status_code == 200
    assert "/daftar" not in page.text


def test_the_meeting_page_costs_nine_statements_where_it_is_made_and_answers_304(
    client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=40)
    cast.facilitator(meeting)
    with statements() as seen:
        page = client.get(f"/sesi/{meeting.key}")
    # Six of its own; the others ask how long it may be kept.
    assert len(seen) <= 9, seen
    assert page.headers["Cache-Control"] == "public, no-cache"
    assert (
        client.get(
            f"/sesi/{meeting.key}", headers={"If-None-Match": page.headers["ETag"]}
        ).status_code
        == 304
    )


@pytest.mark.parametrize("what", ["draft", "missing"])
def test_what_is_not_published_is_not_there(client: Client, cast: Cast, what: str) -> None:
    meeting = cast.meeting(cast.series(cast.programme(state=State.DRAFT)))
    key = meeting.key if what == "draft" else "nothing"
    assert client.get(f"/sesi/{key}").status_code == 404
    assert client.get(f"/sesi/{key}/daftar").status_code == 404


def test_leaving_by_the_personal_link(client: Client, cast: Cast) -> None:
    held = cast.registration(cast.maria(), cast.meeting())
    path = cast.page(client, held)
    answer = client.submit(path, action="/batal")
    assert answer.location == path
    assert set(db.session.scalars(select(Seat.status))) == {SeatStatus.CANCELLED}
    assert "Kursi Anda sudah dilepas." in client.page(answer)


def test_a_lost_link_gets_the_same_answer_whether_the_address_is_known(
    client: Client, cast: Cast
) -> None:
    cast.registration(cast.maria(), cast.meeting())
    pages = [
        client.page(client.submit("/saya", contact=address))
        for address in ("maria@example.org", "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    answer_asked()
    assert db.session.scalars(select(Letter.kind)).all() == ["registrations/link_again"]
    for _ in range(2):
        client.submit("/saya", contact="maria@example.org")
    assert client.submit("/saya", contact="maria@example.org").status_code == 429


def test_organisations_are_found_while_typing(client: Client, cast: Cast) -> None:
    cast.organisation("Yayasan Pelita Mutis Sejahtera", abbreviation="YPMS")
    assert client.get("/lembaga/cari?q=pelita+mut").json == ["Yayasan Pelita Mutis Sejahtera"]
    assert client.get("/lembaga/cari?q=ypms").json == ["Yayasan Pelita Mutis Sejahtera"]
    assert client.get("/lembaga/cari?q=%25").json == []


def test_sex_and_age_are_counted_and_remembered_only_when_asked(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    client.submit(f"/sesi/{meeting.key}/daftar", **SITI, sex="female", age_band="25-34")
    client.submit(
        f"/sesi/{meeting.key}/daftar",
        **{**SITI, "name": "Budi"},
        sex="male",
        age_band="60+",
        remember=True,
    )
    confirm_all()
    held = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [(one.sex, one.age_band) for one in held] == [
        (Sex.FEMALE, AgeBand.TO_34),
        (Sex.MALE, AgeBand.OLDER),
    ]
    assert [(one.person.sex, one.person.age_band) for one in held] == [
        (None, None),
        (Sex.MALE, AgeBand.OLDER),
    ]
    assert set(db.session.scalars(select(Consent.kind).where(Consent.agreed))) == {
        ConsentKind.REMEMBER
    }


def test_what_is_remembered_counts_next_time_and_no_form_changes_it(
    client: Client, cast: Cast
) -> None:
    programme = cast.programme()
    first, second, third = (
        cast.meeting(cast.series(programme, name=name)) for name in ("Satu", "Dua", "Tiga")
    )
    client.submit(
        f"/sesi/{first.key}/daftar", **SITI, sex="female", age_band="25-34", remember=True
    )
    confirm_all()
    client.submit(f"/sesi/{second.key}/daftar", **SITI)
    client.submit(f"/sesi/{third.key}/daftar", **SITI, sex="male", age_band="", remember=True)
    confirm_all()
    held = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [(one.sex, one.age_band) for one in held] == [
        (Sex.FEMALE, AgeBand.TO_34),
        (Sex.FEMALE, AgeBand.TO_34),
        (Sex.MALE, AgeBand.TO_34),
    ]
    assert held[0].person.sex is Sex.FEMALE


def test_a_child_needs_a_guardian_who_agrees(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    alone = client.submit(f"/sesi/{meeting.key}/daftar", **SITI, age_band="0-17")
    assert alone.status_code == 422
    for sentence in (
        "Tulis nama orang tua atau wali Anda.",
        "Tulis nomor HP atau email orang tua",
        "hanya dapat ikut dengan persetujuan",
    ):
        assert sentence in alone.text
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0
    guarded: dict[str, Any] = {
        "age_band": "0-17",
        "guardian": "Aminah",
        "guardian_contact": "0812 3456 7890",
        "guardian_agrees": True,
    }
    assert client.submit(f"/sesi/{meeting.key}/daftar", **SITI, **guarded).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Guardian)) == 0
    confirm_all()
    guardian = db.session.scalars(select(Guardian)).one()
    assert (guardian.name, guardian.phone, guardian.language) == ("Aminah", "+6281234567890", "id")


def test_a_grown_up_leaves_no_guardian_behind(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    client.submit(
        f"/sesi/{meeting.key}/daftar",
        **SITI,
        age_band="25-34",
        guardian="Aminah",
        guardian_contact="0812 3456 7890",
    )
    assert db.session.scalar(select(func.count()).select_from(Guardian)) == 0
