"""Personal links are revoked by their owner, by the desk and by a merge.

Whoever holds an older one is led to the form.
"""

import pytest
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.cast import DIRECTOR, Cast, soon
from tests.client import EN, Client
from tests.noted_verbs import verbs
from tests.records.open_data import letters, open_data
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering
from webinar_hub.messages.models import LetterState
from webinar_hub.people.models import Duplicate, Person
from webinar_hub.records.models import Merge
from webinar_hub.records.same import actions as merging
from webinar_hub.registrations import queries
from webinar_hub.registrations.models import Registration


@pytest.fixture
def maria(app: Flask, cast: Cast) -> Registration:
    """Registered by e-mail in the weekly series."""
    return cast.registration(cast.maria(), cast.meeting())


def elsewhere(app: Flask) -> Client:
    """Return another browser."""
    browser = app.test_client()
    assert isinstance(browser, Client)
    return browser


def is_dead(browser: Client, page: str) -> bool:
    """Say whether a personal page and those below lead to the form that sends the link."""
    answers = [
        browser.get(f"{page}{rest}", headers=EN)
        for rest in ("", "/data", "/bukan", "/enam-pertanyaan")
    ]
    dead = [
        answer.status_code == 404 and "Have your personal link sent again" in answer.text
        for answer in answers
    ]
    assert len(set(dead)) == 1
    return dead[0]


def pages_of(cast: Cast, *held: Registration) -> list[str]:
    """Return the addresses of personal pages, as the links of this moment open them."""
    return [f"/saya/{cast.link(each)}" for each in held]


def test_the_owner_keeps_other_devices_out(
    app: Flask, client: Client, cast: Cast, maria: Registration
) -> None:
    other = cast.registration(
        maria.person, cast.meeting(cast.series(cast.programme("Lain")), starts_at=soon(days=3))
    )
    page = cast.page(client, maria)
    [elsewhere_page] = pages_of(cast, other)
    stranger = elsewhere(app)
    assert [is_dead(stranger, each) for each in (page, elsewhere_page)] == [False, False]
    form = client.form(page, action="/keluarkan")
    answer = client.post(form.action, data=form.fields)
    assert answer.status_code == 303
    assert client.post(form.action, data=form.fields).location == answer.location
    assert "This page belongs to Dr. Maria" in html.text_of(
        html.parse(client.get(answer.location, headers=EN).text)
    )
    assert [is_dead(stranger, each) for each in (page, elsewhere_page)] == [True, True]
    again = stranger.form("/saya", "contact")
    assert (
        stranger.post(form.action, data={**again.fields, "form_id": "tebakan"}).status_code == 404
    )
    assert verbs("person") == ["revoked the personal links"]
    assert (maria.link_version, other.link_version) == (2, 2)


def test_the_page_of_ones_data_has_the_button_too(
    client: Client, cast: Cast, maria: Registration
) -> None:
    old = cast.page(client, maria)
    answer = client.submit(open_data(cast, client, maria), action="/keluarkan")
    assert client.get(answer.location).status_code == 200
    assert answer.location != old
    assert is_dead(client, old)


def test_the_desk_revokes_the_links_of_its_own_people(
    app: Flask, client: Client, cast: Cast, maria: Registration
) -> None:
    suparmin = cast.registration(cast.suparmin(), cast.meeting(maria.series))
    suparmin.region_code = "53"
    pages = pages_of(cast, maria, suparmin)
    cast.sign_in(client, cast.staff(region="53"))
    form = client.form(f"/desk/orang/{maria.person.key}", action="/cabut-tautan")
    assert (
        client.post(f"/desk/orang/{suparmin.person.key}/cabut-tautan", data=form.fields).status_code
        == 404
    )
    assert "/cabut-tautan" not in client.get(f"/desk/orang/{suparmin.person.key}").text
    for _press in range(2):
        assert (
            client.post(form.action, data=form.fields).location == f"/desk/orang/{maria.person.key}"
        )
    assert [is_dead(elsewhere(app), page) for page in pages] == [True, False]
    assert (verbs(of=maria.person), maria.link_version) == (["revoked the personal links"], 2)


def merged(one: Person, other: Person) -> Merge:
    """Make one person of two."""
    first, second = sorted((one.id, other.id))
    row = Duplicate(one_id=first, other_id=second, score=80, reasons="name", found_at=clock.now())
    db.session.add(row)
    db.session.commit()
    return db.write(merging.merge, row.id, frozenset[merging.Part](), by=DIRECTOR, now=clock.now())


def test_a_lookalike_who_was_merged_does_not_open_the_others_page_by_the_old_link(
    app: Flask, cast: Cast, maria: Registration
) -> None:
    lookalike = cast.registration(
        cast.person("Maria Goreti Bere", email="mirip@example.org"), cast.meeting(maria.series)
    )
    apart = cast.registration(
        lookalike.person, cast.meeting(cast.series(cast.programme("Lain")), starts_at=soon(days=3))
    )
    before = pages_of(cast, maria, lookalike, apart)
    stranger = elsewhere(app)
    done = merged(maria.person, lookalike.person)
    assert [is_dead(stranger, page) for page in before] == [True, True, True]
    written = letters("records/merged")
    assert [letter.address for letter in written] == ["mirip@example.org", "maria@example.org"]
    since = pages_of(cast, apart, maria)
    for letter in written:
        db.session.refresh(letter, ["person"])
        text = rendering.write(letter, app.extensions["settings"], cast.links).text
        assert [line.partition("/saya/")[2] for line in text.splitlines() if "/saya/" in line] == [
            page[6:] for page in since
        ]
        assert ("ke alamat lain" in text) is (letter.address == "mirip@example.org")
    assert [is_dead(stranger, page) for page in since] == [False, False]
    db.write(merging.undo, done.id, by=DIRECTOR, now=clock.now())
    assert [is_dead(stranger, page) for page in (*before, *since)] == [True] * 5
    assert {each.state for each in letters("records/merged")} == {LetterState.DROPPED}
    held = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [queries.by_link(cast.links.link_key, cast.link(each)).person_id for each in held] == [
        each.person_id for each in held
    ]
