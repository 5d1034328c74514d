"""What a read-only link shows: figures of its region, none that is small, and nobody's name."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.cast import DIRECTOR, Cast, soon
from tests.certificates import cohorts
from tests.client import EN, Client
from tests.html import parse, text_of
from tests.reports.test_desk import cells
from tests.statements import statements
from webinar_hub.accounts.models import ReadingLink
from webinar_hub.accounts.reading import actions as reading
from webinar_hub.certificates.issuing.actions import issue, revoke
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.people.models import AgeBand, Sex
from webinar_hub.programmes.models import Meeting, Programme, Series, State

LINK = "/angka/token"


def link_to(cast: Cast, region: str | None, token: str = "token") -> ReadingLink:
    code = cast.region(region).code if region else None
    now = clock.now()
    until = now + timedelta(days=30)
    return db.write(
        reading.make,
        tokens.digest(token),
        label="Yayasan Donor",
        region_code=code,
        until=until,
        by=DIRECTOR,
        now=now,
    )


def trained(
    cast: Cast,
    of: Programme,
    people: int,
    *,
    present: int,
    name: str = "Angkatan 1",
    women: int = 0,
) -> Series:
    """Return a cohort of two sessions with so many people.

    The first of them were present in both and get a certificate.
    """
    series, held = cohorts.over(cast, of, meetings=2, required=2, name=name)
    for number in range(people):
        person = cast.person(
            f"Rahasia Peserta {number}", email=f"p{number}.{of.id}@example.org", region="53"
        )
        registration = cohorts.attended(cast, person, held, present=2 if number < present else 0)
        registration.sex = Sex.FEMALE if number < women else Sex.MALE
        registration.age_band = AgeBand.TO_34
    db.session.commit()
    return series


def of_ntt(cast: Cast, name: str = "Pelatihan NTT", *, state: State = State.PUBLISHED) -> Programme:
    return cast.programme(name, owner=cast.secretariat("53").organisation, state=state)


def facts(page: TestResponse) -> list[str]:
    return [text_of(each) for each in parse(page.text).iter("dd")]


@pytest.mark.usefixtures("app")
def test_it_counts_programmes_series_and_sessions(client: Client, cast: Cast) -> None:
    link_to(cast, "53")
    series = trained(cast, of_ntt(cast), 12, present=7, women=6)
    revoked, *_held = db.write(issue, series, by=DIRECTOR, now=clock.now())
    db.write(revoke, revoked, reason="Uji", by=DIRECTOR, now=clock.now())
    page = client.get(LINK, headers=EN)
    assert cells(page) == [["Angkatan 1", "12", "7", "6"]]
    assert "For Yayasan Donor, readable until" in page.text
    assert "Registered counts sessions to come as well" in page.text
    page = client.get(f"{LINK}/seri/{series.key}", headers=EN)
    assert facts(page) == ["12", "7", "6"]
    rows = cells(page)
    assert rows[:3] == [["Woman", "6", "hidden"], ["Man", "6", "hidden"], ["25 to 34", "12", "7"]]
    assert [(row[0], *row[2:]) for row in rows[3:]] == [
        ("Topik 2", "12", "7"),
        ("Topik 1", "12", "7"),
    ]
    [address] = [a.get("href") for a in parse(page.text).iter("a") if text_of(a) == "Topik 1"]
    page = client.get(str(address), headers=EN)
    assert facts(page) == ["12", "7"]
    assert cells(page) == [
        ["Woman", "6", "hidden"],
        ["Man", "6", "hidden"],
        ["25 to 34", "12", "7"],
    ]


@pytest.mark.usefixtures("app")
def test_somebody_in_two_series_is_one_of_the_programmes_people(client: Client, cast: Cast) -> None:
    link_to(cast, "53")
    programme = of_ntt(cast)
    first, second = (
        cohorts.over(cast, programme, meetings=1, name=f"Angkatan {number}")[1] for number in (1, 2)
    )
    for number in range(6):
        person = cast.person(f"Orang {number}", email=f"o{number}@example.org")
        cast.registration(person, *first)
        cast.registration(person, *second)
    page = client.get(LINK, headers=EN)
    assert cells(page) == [
        ["Angkatan 2", "6", "0", "0"],
        ["Angkatan 1", "6", "0", "0"],
        ["The whole programme", "6", "0", "0"],
    ]


@pytest.mark.usefixtures("app")
def test_small_numbers_are_hidden_and_cannot_be_worked_out(client: Client, cast: Cast) -> None:
    """The smaller one is hidden, and the next with it, or the sum below would tell it."""
    link_to(cast, "53")
    programme = of_ntt(cast)
    small = trained(cast, programme, 3, present=1, name="Kecil", women=1)
    other = cohorts.over(cast, programme, meetings=1, name="Besar")[1]
    middle = cohorts.over(cast, programme, meetings=1, name="Sedang")[1]
    for number in range(20):
        person = cast.person(f"Orang {number}", email=f"o{number}@example.org")
        cast.registration(person, *other)
        if number < 8:
            cast.registration(person, *middle)
    assert cells(client.get(LINK, headers=EN)) == [
        ["Sedang", *["hidden"] * 3], ["Besar", "20", "0", "0"], ["Kecil", *["hidden"] * 3],
        ["The whole programme", "23", "hidden", "hidden"],
    ]  # fmt: skip
    assert numbers(client.get(f"{LINK}/seri/{small.key}", headers=EN)) == []


def numbers(page: TestResponse) -> list[str]:
    """Return every count that the page of a series or session shows."""
    shown = [*facts(page), *(cell for row in cells(page) for cell in row[1:])]
    return [cell for cell in shown if cell.isdecimal()]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("present", [False, True])
def test_what_is_hidden_in_a_list_is_hidden_on_its_own_page(
    client: Client, cast: Cast, *, present: bool
) -> None:
    """The list hides a series of 40 beside one of 3, as their sum is 43: no page may say 40."""
    link_to(cast, "53")
    programme = of_ntt(cast)
    large = trained(cast, programme, 40, present=40 if present else 0, name="Angkatan 3")
    small = cast.meeting(
        cast.series(programme, name="Angkatan 4", rolling=False), starts_at=soon(days=-3)
    )
    for number in range(3):
        cast.registration(cast.person(f"Orang {number}", email=f"o{number}@example.org"), small)
    came = "40" if present else "0"
    assert cells(client.get(LINK, headers=EN)) == [
        ["Angkatan 4", *["hidden"] * 3], ["Angkatan 3", *["hidden"] * 3],
        ["The whole programme", "43", came, "0"],
    ]  # fmt: skip
    sessions = db.session.scalars(
        select(Meeting).where(Meeting.series_id.in_([large.id, small.series_id]))
    )
    paths = [
        *(f"seri/{each.key}" for each in (large, small.series)),
        *(f"sesi/{each.key}" for each in sessions),
    ]
    assert {path: numbers(client.get(f"{LINK}/{path}", headers=EN)) for path in paths} == {
        path: [] for path in paths
    }


@pytest.mark.usefixtures("app")
def test_a_session_that_is_hidden_in_its_series_is_hidden_on_its_own_page(
    client: Client, cast: Cast
) -> None:
    link_to(cast, "53")
    series = cast.series(of_ntt(cast))
    meetings = [cast.meeting(series, starts_at=soon(days=-days)) for days in (1, 2, 3)]
    for number in range(20):
        person = cast.person(f"Orang {number}", email=f"o{number}@example.org")
        cast.registration(
            person,
            *(meeting for meeting, most in zip(meetings, (20, 9, 2), strict=True) if number < most),
        )
    listed = {
        row[0]: row[2]
        for row in cells(client.get(f"{LINK}/seri/{series.key}", headers=EN))
        if len(row) == 4
    }
    assert list(listed.values()) == ["20", "hidden", "hidden"]
    shown = [numbers(client.get(f"{LINK}/sesi/{meeting.key}", headers=EN)) for meeting in meetings]
    assert (bool(shown[0]), shown[1:]) == (True, [[], []])


@pytest.mark.usefixtures("app")
def test_it_shows_what_its_own_region_has_published(client: Client, cast: Cast) -> None:
    link_to(cast, "53")
    link_to(cast, None, "semua")
    link_to(cast, "53.71", "kupang")
    link_to(cast, "52", "tetangga")
    shown, old = of_ntt(cast), of_ntt(cast, "Pelatihan Lama", state=State.ARCHIVED)
    draft = of_ntt(cast, "Rancangan", state=State.DRAFT)
    papua = cast.programme("Pelatihan Papua", owner=cast.secretariat("91").organisation)
    kupang = cast.programme("Pelatihan Kupang", owner=cast.secretariat("53.71").organisation)
    series = {
        each.name: cast.series(each, name="Angkatan 1", rolling=False)
        for each in (shown, old, draft, papua, kupang)
    }
    meetings = {name: cast.meeting(each, starts_at=soon(days=-3)) for name, each in series.items()}
    seen = {}
    for token in ("token", "semua", "kupang", "tetangga"):
        page = client.get(f"/angka/{token}", headers=EN)
        seen[token] = [text_of(heading) for heading in parse(page.text).iter("h2")]
        for name, run in series.items():
            expected = 200 if name in seen[token] else 404
            assert client.get(f"/angka/{token}/seri/{run.key}").status_code == expected, (
                token,
                name,
            )
            assert (
                client.get(f"/angka/{token}/sesi/{meetings[name].key}").status_code == expected
            ), (token, name)
    own = ["Pelatihan Kupang", "Pelatihan Lama", "Pelatihan NTT"]
    assert seen == {
        "token": own,
        "semua": [*own, "Pelatihan Papua"],
        "kupang": own[:1],
        "tetangga": [],
    }
    text = client.get(LINK).text
    assert (f"/program/{shown.key}" in text, f"/program/{old.key}" in text) == (True, False)


@pytest.mark.usefixtures("app")
def test_the_figures_of_a_session_say_that_it_was_called_off(client: Client, cast: Cast) -> None:
    link_to(cast, None)
    meeting = cast.meeting()
    meeting.cancelled_at = clock.now()
    db.session.commit()
    cast.sign_in(client, cast.ratna())
    for path in (f"{LINK}/sesi/{meeting.key}", f"/desk/sesi/{meeting.key}/hitungan"):
        assert "Will not take place" in client.get(path, headers=EN).text


@pytest.mark.usefixtures("app")
def test_it_names_nobody_and_leaves_no_cookie(client: Client, cast: Cast) -> None:
    link_to(cast, "53")
    series = trained(cast, of_ntt(cast), 6, present=6)
    db.write(issue, series, by=DIRECTOR, now=clock.now())
    meeting = cast.meeting(series)
    cast.facilitator(meeting, "Rahasia Fasilitator")
    for path in (LINK, f"{LINK}/seri/{series.key}", f"{LINK}/sesi/{meeting.key}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert [
            word
            for word in ("Rahasia", "@example.org", "SERT/", "zoom.example")
            if word in answer.text
        ] == []
        assert '<meta name="robots" content="noindex">' in answer.text
        assert ("Set-Cookie" in answer.headers, answer.headers["Cache-Control"]) == (
            False,
            "no-store",
        )
    assert "Disallow: /angka/" in client.get("/robots.txt").text


@pytest.mark.usefixtures("app")
def test_when_it_was_opened_is_noted_once_a_minute(client: Client, cast: Cast) -> None:
    link = link_to(cast, "53")
    seen = select(ReadingLink.seen_at)
    assert db.session.scalar(seen) is None
    client.get(LINK)
    first = db.session.scalars(seen).one()
    assert first is not None
    client.get(LINK)
    assert db.session.scalar(seen) == first
    link.seen_at = before = first - timedelta(minutes=1)
    db.session.commit()
    client.get(LINK)
    assert (db.session.scalar(seen) or before) > before


@pytest.mark.usefixtures("sqlite_app")
def test_nobody_guesses_one(client: Client, cast: Cast) -> None:
    link = link_to(cast, "53")
    for word in (link.key, link.token_digest, "TOKEN", "toke", "token.", "%25"):
        assert client.get(f"/angka/{word}").status_code == 404


@pytest.mark.usefixtures("sqlite_app")
def test_a_long_series_comes_in_pages_and_many_series_in_as_many_statements_as_one(
    client: Client, cast: Cast
) -> None:
    link_to(cast, "53")
    programme = of_ntt(cast)
    series = cast.series(programme)
    for number in range(60):
        cast.meeting(series, starts_at=soon(days=-number))
    client.get(LINK)
    pages = [
        client.get(f"{LINK}/seri/{series.key}?halaman={number}").text.count("/sesi/")
        for number in ("1", "2", "3", "x", "-1")
    ]
    assert pages == [50, 10, 10, 50, 50]
    with statements() as one:
        client.get(LINK)
    for number in range(5):
        trained(cast, of_ntt(cast, f"Pelatihan {number}"), 1, present=1)
    with statements() as many:
        client.get(LINK)
    assert len(many) == len(one) <= 8
