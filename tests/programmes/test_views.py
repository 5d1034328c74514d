"""What the public sees of programmes, in both languages."""

from datetime import datetime

import pytest

from tests.cast import Cast, soon
from tests.client import EN, Client
from tests.statements import statements
from webinar_hub.kit import clock, language, zones
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import AppearanceRole, ProgrammeKind, State

pytestmark = pytest.mark.usefixtures("sqlite_app")

BOTH = pytest.mark.parametrize("tongue", ["id", "en"])


def reading(client: Client, tongue: str) -> None:
    client.set_cookie("bahasa", tongue, domain="127.0.0.1")


def three(starts: datetime, tongue: str) -> list[str]:
    """Return the hours as a list shows them in the three zones."""
    with language.reading(tongue):
        return [
            f"{zones.clock_time(starts.astimezone(zone.info))}&nbsp;{zone.short}"
            for zone in zones.ZONES
        ]


@BOTH
def test_list(client: Client, cast: Cast, tongue: str) -> None:
    shown = cast.meeting(cast.series(cast.programme("Semidaring Mingguan")), title="Air naik")
    cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    cast.programme("Rahasia", state=State.DRAFT)
    reading(client, tongue)
    page = client.get("/program").text
    assert {"id": "<h1>Program</h1>", "en": "<h1>Programmes</h1>"}[tongue] in page
    assert [name in page for name in ("Semidaring Mingguan", "Pelatihan", "Rahasia")] == [
        True,
        True,
        False,
    ]
    assert [hours in page for hours in three(shown.starts_at, tongue)] == [True, True, True]
    assert {"id": "Belum ada tanggal berikutnya", "en": "No date ahead"}[tongue] in page


@BOTH
def test_empty_list(client: Client, tongue: str) -> None:
    reading(client, tongue)
    assert {"id": "Belum ada program yang dibuka", "en": "No programme is open"}[
        tongue
    ] in client.get("/program").text


@BOTH
def test_programme(client: Client, cast: Cast, tongue: str) -> None:
    programme = cast.programme("Semidaring Mingguan")
    programme.name_en, programme.summary, programme.audience = (
        "Weekly webinar",
        "Satu jam\n\nbersama <b>",
        "Relawan",
    )
    series = cast.series(programme)
    past = cast.meeting(series, starts_at=soon(days=-7), title="Dapur umum")
    off = cast.meeting(series, starts_at=soon(days=1), title="Batal")
    off.cancelled_at = clock.now()
    coming = cast.meeting(series, starts_at=soon(days=2))
    db.session.commit()
    reading(client, tongue)
    page = client.get(f"/program/{programme.key}").text
    assert {"id": "<h1>Semidaring Mingguan</h1>", "en": "<h1>Weekly webinar</h1>"}[tongue] in page
    assert "<p>Satu jam</p>\n<p>bersama &lt;b&gt;</p>" in page
    assert [f'href="/sesi/{meeting.key}"' in page for meeting in (past, off, coming)] == [
        True,
        True,
        True,
    ]
    assert f'<a class="btn big" href="/ikut/{coming.key}">' in page
    assert {"id": "Tidak jadi diselenggarakan", "en": "Will not take place"}[tongue] in page
    assert {"id": "Sesi ke-3", "en": "Session 3"}[tongue] in page
    assert f'href="webcal://127.0.0.1:5000/kalender/program/{programme.key}.ics"' in page
    assert [hours in page for hours in three(past.starts_at, tongue)] == [True, True, True]


@pytest.mark.parametrize(
    ("tongue", "at_the_top", "at_its_page"),
    [("id", "berikutnya, ke-13", "semidaring ke-13"), ("en", "webinar, no. 13", "no. 13")],
)
def test_a_webinar_is_the_thirteenth_of_its_series(
    client: Client, cast: Cast, tongue: str, at_the_top: str, at_its_page: str
) -> None:
    meeting = cast.meeting(starts_at=soon(days=8))
    meeting.number = 13
    db.session.commit()
    reading(client, tongue)
    assert at_the_top in client.get("/").text
    assert at_its_page in client.get(f"/sesi/{meeting.key}").text


@BOTH
def test_cohorts(client: Client, cast: Cast, tongue: str) -> None:
    programme = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    cohorts = [
        cast.series(programme, name=f"Angkatan {number}", rolling=False) for number in (1, 2, 3)
    ]
    first = []
    for days, cohort in zip((1, 2, 3), cohorts, strict=True):
        first.append(cast.meeting(cohort, starts_at=soon(days=days)).key)
        cast.meeting(cohort, starts_at=soon(days=days + 7))
    cohorts[0].closes_at, cohorts[2].closes_at = soon(hours=-2), soon(days=1)
    db.session.commit()
    reading(client, tongue)
    page = client.get(f"/program/{programme.key}").text
    assert [f'href="/ikut/{key}"' in page for key in first] == [
        False,
        True,
        True,
    ]
    assert f'<a class="btn big" href="/ikut/{first[1]}">' in page
    assert {"id": "Satu pendaftaran untuk 2 tanggal ini", "en": "One registration for all 2 dates"}[
        tongue
    ] in page
    closed = {"id": "Pendaftaran ditutup", "en": "Registration is closed"}[tongue]
    assert closed in page
    assert closed in client.get(f"/seri/{cohorts[0].key}").text


@BOTH
def test_programme_without_dates(client: Client, cast: Cast, tongue: str) -> None:
    reading(client, tongue)
    page = client.get(f"/program/{cast.programme().key}").text
    assert {"id": "Belum ada tanggal berikutnya", "en": "There is no coming date yet"}[
        tongue
    ] in page


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_unpublished_is_not_found(client: Client, cast: Cast, state: State) -> None:
    assert client.get(f"/program/{cast.programme(state=state).key}").status_code == 404
    assert client.get("/program/tidakada").status_code == 404


def test_pages_are_kept_by_caches_and_asked_for_again(client: Client, cast: Cast) -> None:
    programme = cast.programme()
    cast.meeting(cast.series(programme))
    for path in ("/program", f"/program/{programme.key}"):
        first = client.get(path)
        assert first.headers["Cache-Control"] == "public, no-cache"
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.text) == (304, "")


def test_more_programmes_cost_no_more_statements(client: Client, cast: Cast) -> None:
    def cost(path: str) -> int:
        with statements() as made:
            assert client.get(path).status_code == 200
        return len(made)

    programme = cast.programme("Satu")
    cast.meeting(cast.series(programme))
    one = cost("/program"), cost(f"/program/{programme.key}")
    for name in ("Dua", "Tiga"):
        cast.meeting(cast.series(cast.programme(name)))
        cast.meeting(cast.series(programme, name=name))
        cast.meeting(cast.series(programme, name=f"{name} lagi"), starts_at=soon(days=-3))
    # One and two of their own; the others ask how long they may be kept.
    assert (cost("/program"), cost(f"/program/{programme.key}")) == one == (4, 5)


def test_titles_are_escaped(client: Client, cast: Cast) -> None:
    programme = cast.programme("<script>alert(1)</script>")
    cast.meeting(cast.series(programme, name="<i>Seri</i>"), title='"><img src=x onerror=alert(2)>')
    for path in ("/program", f"/program/{programme.key}"):
        page = client.get(path).text
        assert [raw in page for raw in ("<script>alert", "<i>Seri", "<img")] == [
            False,
            False,
            False,
        ]


def test_roles_have_words(client: Client) -> None:
    words = client.application.jinja_env.filters
    with language.reading("en"):
        assert str(words["role_word"](AppearanceRole.SIGN_INTERPRETER)) == "Sign interpreter"


def test_a_session_is_read_in_english_as_far_as_it_has_such_texts(
    client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(title="Pangan pesisir")
    meeting.description = "Dari nelayan untuk nelayan."
    db.session.commit()
    texts = ("Pangan pesisir", "Coastal food", meeting.description, "By fishers, for fishers.")

    def read(headers: dict[str, str]) -> list[str]:
        page = client.get(f"/sesi/{meeting.key}", headers=headers).text
        return [text for text in texts if text in page]

    assert read(EN) == [texts[0], texts[2]]
    meeting.title_en = texts[1]
    db.session.commit()
    assert read(EN) == [texts[1], texts[2]]
    meeting.description_en = texts[3]
    db.session.commit()
    assert read(EN) == [texts[1], texts[3]]
    assert read({}) == [texts[0], texts[2]]
