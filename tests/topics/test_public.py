"""The form that everybody may send, and the page that it alone opens."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import DIRECTOR, Cast
from tests.client import EN, Client
from tests.statements import statements
from tests.topics.steps import TYPED, page_of, proposed
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Programme, State
from webinar_hub.topics import actions
from webinar_hub.topics.models import Topic


@pytest.fixture
def webinar(app: Flask, cast: Cast) -> Programme:
    return cast.programme()


def form_of(programme: Programme) -> str:
    return f"/program/{programme.key}/usulan"


def test_from_the_programme_to_the_page_that_only_this_form_opens(
    client: Client, cast: Cast, webinar: Programme
) -> None:
    sector = cast.sector("Kesehatan", "Health")
    assert form_of(webinar) in client.get(f"/program/{webinar.key}").text
    answer = client.submit(form_of(webinar), **TYPED, sector=sector.code)
    topic = db.session.scalars(select(Topic)).one()
    assert answer.location == page_of(cast, topic)
    page = client.page(answer)
    for said in ("Terima kasih atas usulan Anda", TYPED["title"], "Untuk relawan.", "Kesehatan"):
        assert said in page
    assert "maria@example.org" not in page
    assert (topic.organisation, topic.email, topic.phone) == (
        "Yayasan Pelita",
        "maria@example.org",
        None,
    )
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 0


def test_a_second_press_and_the_back_button_get_the_first_answer(
    client: Client, webinar: Programme
) -> None:
    form = client.form(form_of(webinar))
    data = dict(form.fields) | TYPED
    first, second = (client.post(form_of(webinar), data=data).location for _press in range(2))
    assert first == second
    assert db.session.scalar(select(func.count()).select_from(Topic)) == 1


def test_known_and_unknown_get_the_same_page_by_the_same_statements(
    client: Client, cast: Cast, webinar: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.maria()
    moment = clock.now()
    # The page names the minute until which the link is good.
    monkeypatch.setattr(clock, "now", lambda: moment)
    client.submit(form_of(webinar), **{**TYPED, "contact": "0812 1111 2222"})
    pages, asked = [], []
    for contact in ("maria@example.org", "baru@example.org"):
        with statements() as seen:
            answer = client.submit(form_of(webinar), **{**TYPED, "contact": contact})
        asked.append(len(seen))
        pages.append(client.page(answer).replace(answer.location, ""))
    assert asked[0] == asked[1] <= 22
    assert pages[0] == pages[1]
    assert db.session.scalar(select(func.count()).select_from(Person)) == 3


def test_three_topics_an_hour_come_from_one_address_and_ten_from_one_source(
    client: Client, webinar: Programme
) -> None:
    codes = [
        client.submit(form_of(webinar), **TYPED | {"contact": contact}).status_code
        for contact in (
            *(f"maria+{number}@example.org" for number in range(4)),
            *(f"orang{number}@example.org" for number in range(7)),
        )
    ]
    assert codes == [303] * 3 + [429] + [303] * 6 + [429]
    assert db.session.scalar(select(func.count()).select_from(Topic)) == 9


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("description", " \u200b "),
        ("name", ""),
        ("contact", "maria"),
        ("contact", ""),
        ("title", "x" * 201),
        ("sector", "tidak-ada"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_nothing_is_lost(
    sqlite_app: Flask, client: Client, cast: Cast, field: str, typed: str
) -> None:
    answer = client.submit(form_of(cast.programme()), **TYPED | {field: typed})
    assert answer.status_code == 422
    assert (TYPED["speaker"] in answer.text, "perlu diperbaiki" in answer.text) == (True, True)
    assert db.session.scalar(select(func.count()).select_from(Topic)) == 0


def test_markup_stays_text(client: Client, cast: Cast, webinar: Programme) -> None:
    hostile = "<script>alert(1)</script>"
    typed = dict.fromkeys(("title", "description", "speaker", "organisation"), hostile)
    answer = client.submit(form_of(webinar), **TYPED | typed)
    pages = [client.page(answer)]
    cast.sign_in(client, cast.ratna())
    topic = db.session.scalars(select(Topic)).one()
    pages += [client.get(path).text for path in ("/desk/usulan", f"/desk/usulan/{topic.key}")]
    for page in pages:
        assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


def test_what_nobody_sees_takes_no_topics_and_a_forged_link_opens_nothing(
    client: Client, cast: Cast, webinar: Programme
) -> None:
    draft = cast.programme("Rancangan", state=State.DRAFT)
    assert client.get(form_of(draft)).status_code == 404
    page = page_of(cast, proposed(webinar))
    assert client.get(page).status_code == 200
    assert client.get(f"{page[:-1]}{'a' if page[-1] != 'a' else 'b'}").status_code == 404


def test_the_page_says_in_both_languages_what_became_of_it(
    client: Client, cast: Cast, webinar: Programme
) -> None:
    topic = proposed(webinar)
    db.write(actions.decline, topic, answer="Sudah dibahas.", by=DIRECTOR, now=clock.now())
    page = client.get(page_of(cast, topic)).text
    assert ("tidak dijadikan sesi" in page, "Sudah dibahas." in page) == (True, True)
    assert "it will not be a session" in client.get(page_of(cast, topic), headers=EN).text
