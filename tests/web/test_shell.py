"""What every page is protected by.

Where a form's answer counts, how large a form may be, what foreign names and caches get.
"""

import pytest
from sqlalchemy import func, select

from tests import html
from tests.cast import Cast
from tests.client import EN, Client
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.registrations.models import Registration

pytestmark = pytest.mark.usefixtures("app")

SITI = {"name": "Siti Aminah", "organisation": "", "contact": "siti@example.org", "region": "-"}
BUDI = {**SITI, "name": "Budi", "contact": "budi@example.org"}


def test_a_forms_answer_stands_for_no_other_page(client: Client, cast: Cast) -> None:
    series = cast.series()
    first, second = (f"/sesi/{cast.meeting(series).key}/daftar" for _ in range(2))
    form = client.form(first, "name")
    opened = client.post(first, data={**form.fields, **SITI}).location
    other = client.post(second, data={**form.fields, **BUDI}).location
    assert other.startswith("/terdaftar/")
    assert other != opened
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 2


@pytest.mark.parametrize("form_id", ["a\0b", "f" * 64])
def test_a_form_id_of_any_letters_is_remembered(client: Client, cast: Cast, form_id: str) -> None:
    address = f"/sesi/{cast.meeting().key}/daftar"
    form = client.form(address, "name")
    answers = {
        client.post(address, data={**form.fields, **SITI, "form_id": form_id}).location
        for _ in range(2)
    }
    assert len(answers) == 1


@pytest.mark.parametrize(("fields", "status"), [(400, 422), (600, 413)])
def test_a_plain_form_of_too_many_fields_is_refused(
    client: Client, fields: int, status: int
) -> None:
    form = client.form("/saya", "contact")
    assert (
        client.post(
            "/saya", data={**form.fields, "contact": "", "more": ["1"] * fields}
        ).status_code
        == status
    )


def test_a_plain_form_that_is_too_long_is_refused(client: Client) -> None:
    form = client.form("/saya", "contact")
    assert client.post("/saya", data={**form.fields, "contact": "a" * 200_000}).status_code == 413


@pytest.mark.parametrize("name", ["  ", "\0", "\u200b", "\u202e"])
def test_a_text_of_which_nothing_is_left_is_none(client: Client, cast: Cast, name: str) -> None:
    answer = client.submit(f"/sesi/{cast.meeting().key}/daftar", **{**SITI, "name": name})
    assert answer.status_code == 422
    assert "Tulis nama. Satu kata pun cukup." in answer.text
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


@pytest.mark.parametrize(
    "name", ["ß" * 160, "\ufdfa" * 100, "Dr. " * 39 + "Ani", "Ani" + ", S.Sos." * 19]
)
def test_a_name_that_does_not_fit_is_said(client: Client, cast: Cast, name: str) -> None:
    answer = client.submit(f"/sesi/{cast.meeting().key}/daftar", **{**SITI, "name": name})
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_foreign_host_name_is_refused_in_words(client: Client) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "evil" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address",
    ["/sesi/%00", "/sesi/%00.ics", "/kalender/program/a%00b.ics", "/cek?kode=%00", "/saya/%00.a"],
)
def test_an_address_with_a_nul_leads_nowhere(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/desk/tidakada", 404, "Not found"), ("/desk/jaringan", 403, "Not open to your role")],
)
def test_an_error_page_at_the_desk_has_the_desks_menu_and_its_own_title(
    client: Client, cast: Cast, path: str, status: int, words: str
) -> None:
    cast.sign_in(client, cast.staff(region="53"))
    answer = client.get(path, headers=EN)
    tree = html.parse(answer.text)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "no-store")
    assert [html.text_of(next(tree.iter(tag))) for tag in ("title", "h1")] == [
        f"{words} · JAJAR",
        words,
    ]
    assert html.loud(tree) == ["To the desk"]
    assert "/desk/program" in {link.get("href") for link in tree.iter("a")}


def test_a_buttons_address_that_is_opened_says_so(client: Client) -> None:
    answer = client.get("/bahasa", headers=EN)
    assert (answer.status_code, "it opens no page" in answer.text) == (405, True)


@pytest.mark.parametrize("signed_in", [True, False])
def test_an_error_page_of_the_public_names_nobody(
    client: Client, cast: Cast, signed_in: bool
) -> None:
    if signed_in:
        cast.sign_in(client, cast.staff())
    for path in ("/tidakada", "/sesi/tidakada"):
        tree = html.parse(client.get(path, headers=EN).text)
        assert [html.text_of(next(tree.iter(tag))) for tag in ("title", "h1")] == [
            "Not found · JAJAR",
            "Not found",
        ]
        assert html.loud(tree) == ["To the schedule"]
        assert "Signed in as" not in html.text_of(tree)


@pytest.mark.parametrize("origin", ["http://[", "https://evil.example", "null"])
def test_the_language_switch_takes_no_press_from_elsewhere(client: Client, origin: str) -> None:
    assert (
        client.post("/bahasa", data={"bahasa": "en"}, headers={"Origin": origin}).status_code == 400
    )


def test_no_cache_keeps_a_page_that_tells_one_visitor_something(client: Client, cast: Cast) -> None:
    registered = client.submit(f"/sesi/{cast.meeting().key}/daftar", **SITI).location
    client.submit(registered, action="/batal")
    personal, plain = client.get("/"), client.get("/")
    assert "pemiliknya memastikan lewat surat." in personal.text
    assert [page.headers["Cache-Control"] for page in (personal, plain)] == [
        "no-store",
        "public, no-cache",
    ]


def test_no_cache_keeps_a_static_file_that_is_not_there(client: Client) -> None:
    assert client.get("/static/nothing.css").headers["Cache-Control"] == "no-store"
