"""A browser that a personal page does not know is asked once who is there."""

from flask import Flask

from tests import html
from tests.cast import Cast, soon
from tests.client import Client
from tests.home.english_pages import head, links_to, page
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import (
    ProgrammeKind,
)


class TestDevice:
    def test_an_unknown_device_is_asked_once(self, app: Flask, client: Client, cast: Cast) -> None:
        registration = cast.registration(cast.maria(), cast.meeting())
        path = f"/saya/{cast.link(registration)}"
        tree = page(client, path)
        assert (head(tree), html.loud(tree)) == (
            "Are you Dr. Maria Goreti Bere, S.Sos., M.Si.?",
            ["Yes, that is me"],
        )
        assert registration.code not in html.text_of(tree)
        answer = client.submit(path, action="/kenal")
        assert (answer.location, answer.headers["Cache-Control"]) == (path, "no-store")
        cookie = answer.headers["Set-Cookie"]
        assert f"Path={path}" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Max-Age=31536000" in cookie
        assert head(page(client, path)).startswith("See you on")

    def test_each_link_asks_for_itself_and_a_new_edition_asks_again(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting()
        maria, suparmin = (
            cast.registration(cast.maria(), meeting),
            cast.registration(cast.suparmin(), meeting),
        )
        client.submit(f"/saya/{cast.link(maria)}", action="/kenal")
        assert head(page(client, f"/saya/{cast.link(suparmin)}")) == "Are you Suparmin?"
        maria.link_version = 2
        db.session.commit()
        assert head(page(client, f"/saya/{cast.link(maria)}")).startswith("Are you Dr. Maria")

    def test_the_form_that_registers_costs_no_further_tap(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting()
        fields = {"name": "Siti Aminah", "contact": "siti@example.org", "region": "-"}
        form = client.form(f"/sesi/{meeting.key}/daftar", "name")
        for _press in range(2):
            answer = client.post(f"/sesi/{meeting.key}/daftar", data={**form.fields, **fields})
            assert head(page(client, answer.location)).startswith("You are registered for")
        stranger = client.application.test_client()
        assert isinstance(stranger, Client)
        assert head(page(stranger, answer.location)) == "Are you Siti Aminah?"

    def test_the_language_switch_stays_on_the_question(
        self, sqlite_app: Flask, client: Client, cast: Cast
    ) -> None:
        path = f"/saya/{cast.link(cast.registration(cast.maria(), cast.meeting()))}"
        assert "Anda Dr. Maria" in client.get(path).text
        answer = client.post(
            "/bahasa",
            data={"bahasa": "en"},
            headers={"Origin": "http://127.0.0.1:5000", "Referer": f"http://127.0.0.1:5000{path}"},
        )
        assert answer.location == path
        assert "Are you Dr. Maria" in client.get(answer.location).text

    def test_not_me_leads_to_the_public_address(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting()
        registration = cast.registration(cast.maria(), meeting)
        tree = page(client, f"/saya/{cast.link(registration)}/bukan")
        assert links_to(tree, "Register") == [f"/sesi/{meeting.key}/daftar"]
        assert [html.text_of(each) for each in tree.iter("code")] == [
            f"http://127.0.0.1:5000/sesi/{meeting.key}"
        ]
        assert "Maria" not in html.text_of(tree)
        cohort = cast.meeting(
            cast.series(cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING), rolling=False),
            starts_at=soon(days=-3),
        )
        over = cast.registration(cast.suparmin(), cohort)
        tree = page(client, f"/saya/{cast.link(over)}/bukan")
        assert links_to(tree, "See the dates") == [f"/program/{cohort.series.programme.key}"]

    def test_a_cancelled_date_of_an_open_form_is_said_to_be_so(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series()
        meetings = [cast.meeting(series, starts_at=soon(days=days)) for days in (2, 9)]
        registration = cast.registration(cast.maria(), *meetings)
        cast.sent_form(registration, *meetings)
        meetings[0].cancelled_at = clock.now()
        db.session.commit()
        asked = page(client, f"/saya/{cast.link(registration)}")
        known = page(client, cast.page(client, registration))
        for tree in (asked, known):
            [facts] = [
                each for each in tree.iter("dl") if each.get("class", "").startswith("facts")
            ]
            assert html.text_of(facts).count("Cancelled") == 1
