"""The way of an invited provincial secretary on her telephone, from the letter to her desk."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from tests.journeys.conftest import Window
from tests.journeys.here import Here, hub_here
from tests.journeys.visitor import Visitor, address_in
from tests.journeys.words import LANGUAGES, Words
from tests.messages.sink import Sink, mail_server
from webinar_hub.kit import clock

YOSEFINA = "Yosefina Bete, S.Sos."
YOSEFINA_AT = "yosefina@contoh.example"
PASSWORD = "kuda hijau makan batu"


@pytest.fixture
def post() -> Iterator[Sink]:
    """Yield a mail server that keeps what it gets."""
    with mail_server() as sink:
        yield sink


@pytest.fixture
def hub(tmp_path: Path, post: Sink) -> Iterator[Here]:
    """Yield a hub of the national secretariat that sends by that server."""
    sends = {"smtp_host": "127.0.0.1", "smtp_port": post.port, "smtp_security": "none"}
    with hub_here(tmp_path, datetime(2026, 11, 2, 3, 0, tzinfo=UTC), **sends) as here:
        here.cast.region("53")
        here.cast.secretariat()
        yield here


def came(hub: Here, post: Sink) -> list[str]:
    """Return the texts of all letters that have come, once what is due is sent."""
    hub.works()
    parts = [each.get_body(("plain",)) for each in post.letters]
    return [str(part.get_content()) for part in parts if part is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invited_secretary(hub: Here, post: Sink, window: Window, language: str) -> None:
    """Abuse case 49: the letter opens her own account, the second step first."""
    say = Words(language)
    administrator = str(hub.cast.ratna().email)
    ratna = Visitor(window(language=language), say).opens(hub.way_in(administrator))
    ratna.presses("Sign in")
    ratna.opens("/desk/peran/undang").writes({"Name": YOSEFINA, "E-mail address": YOSEFINA_AT})
    ratna.field("Role").select_option("secretariat")
    ratna.field("Region").select_option(label="Nusa Tenggara Timur")
    ratna.presses("Send the invitation").reads("Invited, not accepted yet")

    yosefina = Visitor(window(width=360, language=language), say).opens(
        address_in(came(hub, post)[0], "/undangan/")
    )
    yosefina.reads_words(YOSEFINA, "Nusa Tenggara Timur").presses("Accept the role").reads(
        "The second step"
    )
    yosefina.opens("/desk/program").reads("The second step")
    yosefina.follows("Set up an app")
    app = pyotp.TOTP(yosefina.main.locator("code").inner_text().replace(" ", ""))
    yosefina.writes({"Code": app.at(clock.now())}).presses("Set up this app").reads(
        "The app is set up. From now on signing in asks for its code.", "Codes on paper"
    )
    paper = yosefina.presses("Show ten new codes").main.locator("code").all_inner_texts()
    assert len(set(paper)) == 10
    yosefina.follows("I have them on paper").reads("Programmes")
    assert yosefina.page.url.endswith("/desk/program")
    yosefina.opens("/desk/akun").reads("An app shows your code.").follows(
        "Choose a password"
    ).writes({"New password": PASSWORD})
    yosefina.presses("Save the password").reads(
        "Your password is set. Every other browser is signed out."
    )
    yosefina.presses("Sign out")

    # The invitation, two on the role, three on how she signs in.
    assert len(came(hub, post)) == 6
    receivers = [str(each["To"]) for each in post.letters]
    assert {receiver.partition("<")[2].strip("<>") or receiver for receiver in receivers} == {
        YOSEFINA_AT,
        administrator,
    }
    yosefina.opens("/desk/").follows("Sign in with a password").writes(
        {"E-mail address": YOSEFINA_AT, "Password": PASSWORD}
    )
    yosefina.presses("Sign in").reads("The second step").writes({"Code": paper[0].lower()}).presses(
        "Continue"
    )
    assert yosefina.page.url.endswith("/desk/")
    yosefina.presses("Sign out").opens("/desk/").writes({"E-mail address": YOSEFINA_AT}).presses(
        "Send me the link"
    )
    [sent] = [text for text in came(hub, post) if "/masuk/" in text]
    yosefina.opens(address_in(sent, "/masuk/")).presses("Sign in").reads("The second step")
    yosefina.writes({"Code": paper[1]}).presses("Continue")
    assert yosefina.page.url.endswith("/desk/")
