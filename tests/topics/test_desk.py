"""The secretariat's side: what waits, an answer, a date, and the session that shows it."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, soon
from tests.client import Client
from tests.noted_verbs import verbs
from tests.statements import statements
from tests.topics.steps import TYPED, page_of, proposed, scheduled, told
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Meeting, Programme
from webinar_hub.topics.models import Topic


@pytest.fixture
def webinar(app: Flask, cast: Cast, client: Client) -> Programme:
    """A webinar of East Nusa Tenggara, whose secretary is signed in."""
    own = cast.programme("Semidaring NTT", owner=cast.secretariat("53").organisation)
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    return own


def test_proposed_agreed_scheduled_shown_and_told(
    client: Client, cast: Cast, webinar: Programme
) -> None:
    series = cast.series(webinar)
    first, second = (cast.meeting(series, starts_at=soon(days=days)) for days in (2, 9))
    own_page = client.submit(f"/program/{webinar.key}/usulan", **TYPED).location
    assert "Usulan topik" in client.get("/desk/").text
    assert "/desk/usulan" in client.get("/desk/program").text
    topic = db.session.scalars(select(Topic)).one()
    path = f"/desk/usulan/{topic.key}"
    assert path in client.get("/desk/usulan").text
    page = client.get(path).text
    for said in (TYPED["speaker"], "maria@example.org", "Untuk relawan.", first.key, second.key):
        assert said in page
    agreed = client.page(client.submit(path, action="/setujui", answer="Kami cari tanggalnya."))
    assert "Jadwalkan begitu ada tanggalnya" in agreed
    assert "Kami cari tanggalnya." in client.get(own_page).text
    # What agreed must not be sent as the reason why not.
    assert client.form(path, action="/tolak").fields["answer"] == [""]
    assert "Usulan topik" not in client.get("/desk/").text
    typed = {"meeting": second.key, "title": "Ketika air naik"}
    assert "Sesi sekarang memakai" in client.page(client.submit(path, action="/jadwalkan", **typed))
    shown = client.get(f"/sesi/{second.key}").text
    assert ("<h1>Ketika air naik</h1>" in shown, "Bagaimana posko tetap buka." in shown) == (
        True,
        True,
    )
    own = client.get(own_page).text
    assert ("sudah dijadwalkan" in own, f"/sesi/{second.key}" in own) == (True, True)
    assert told() == ["scheduled"]
    assert verbs()[-3:] == ["agreed to a topic", "changed", "scheduled a topic"]
    assert "kembali tanpa topik" in client.page(client.submit(path, action="/tarik"))
    assert "Ketika air naik" not in client.get(f"/sesi/{second.key}").text


def test_a_refusal_stands_in_its_form(client: Client, cast: Cast, webinar: Programme) -> None:
    series = cast.series(webinar)
    meeting = cast.meeting(series)
    topic = proposed(webinar)
    path = f"/desk/usulan/{topic.key}"
    form = client.form(path, action="/setujui")
    silent = client.post(f"{path}/tolak", data=form.fields)
    assert (silent.status_code, "Tulis alasannya" in silent.text) == (422, True)
    cast.meeting(series, starts_at=soon(days=9))
    late = dict(client.form(path, action="/jadwalkan").fields)
    scheduled(proposed(webinar, title="Yang lebih cepat"), meeting)
    taken = client.post(f"{path}/jadwalkan", data=late | {"title": "Judul saya"})
    assert taken.status_code == 409
    assert ("sudah punya topik" in taken.text, "Judul saya" in taken.text) == (True, True)


def test_nonsense_is_discarded_and_gone(client: Client, cast: Cast, webinar: Programme) -> None:
    topic = proposed(webinar)
    page = page_of(cast, topic)
    answer = client.submit(f"/desk/usulan/{topic.key}", action="/buang")
    assert "tidak ada yang dikabari" in client.page(answer)
    assert client.get(page).status_code == 404
    assert told() == []


def test_a_press_that_comes_twice_gives_one_session_one_topic(
    client: Client, cast: Cast, webinar: Programme
) -> None:
    meeting = cast.meeting(cast.series(webinar))
    topic = proposed(webinar)
    form = client.form(f"/desk/usulan/{topic.key}", action="/jadwalkan")
    codes = [client.post(form.action, data=form.fields).status_code for _press in range(2)]
    assert codes == [303, 303]
    assert db.session.get_one(Meeting, meeting.id).revision == 1
    assert told() == ["scheduled"]


def test_who_left_a_telephone_alone_is_told_by_whatsapp(
    client: Client, cast: Cast, webinar: Programme
) -> None:
    topic = proposed(webinar, email=None, phone="+6281234567890")
    path = f"/desk/usulan/{topic.key}"
    assert "wa.me" not in client.get(path).text
    client.submit(path, action="/setujui")
    assert "https://wa.me/6281234567890?text=Usulan%20topik%20Anda" in client.get(path).text
    meeting = cast.meeting(cast.series(webinar))
    scheduled(topic, meeting)
    assert "%3A%20Dibatalkan." not in client.get(path).text
    db.session.get_one(Meeting, meeting.id).cancelled_at = clock.now()
    db.session.commit()
    assert "%3A%20Dibatalkan." in client.get(path).text


def test_a_list_of_many_asks_no_more_than_a_list_of_one(
    client: Client, cast: Cast, webinar: Programme
) -> None:
    series = cast.series(webinar)

    def asked() -> int:
        client.get("/desk/usulan")
        with statements() as seen:
            client.get("/desk/usulan")
        return len(seen)

    scheduled(proposed(webinar), cast.meeting(series))
    one = asked()
    for days in range(3, 9):
        scheduled(proposed(webinar), cast.meeting(series, starts_at=soon(days=days)))
    assert asked() == one
