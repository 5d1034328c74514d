"""A focal person asks on the organisation's page and is accepted.

From her telephone to her desk, in English by `make long`, every page looked at by axe.
"""

import time

import pytest

from tests.journeys.conftest import Window
from tests.journeys.hub import Hub
from tests.journeys.visitor import Visitor, address_in
from tests.journeys.words import LANGUAGES, Words

ORGANISATION = "Yayasan Pelita Mutis"
MAYA_AT = "maya@pelita.example"
PROOF = "Direktur kami, Ibu Sri, dapat memastikannya."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_focal_person_asks_and_is_accepted(hub: Hub, window: Window, language: str) -> None:
    say = Words(language)
    name = f"{ORGANISATION} {language.upper()}"
    maya_at = MAYA_AT.replace("maya", f"maya.{language}")
    ratna, maya = (
        Visitor(window(language=language), say),
        Visitor(window(width=360, language=language), say),
    )
    ratna.opens(hub.command("sign-in-link", "ratna@jajar.example").split()[-1]).presses("Sign in")
    ratna.follows("Organisations").follows("Add an organisation").writes(
        {"Name in full": name}
    ).presses("Add")
    ratna.reads(
        "Nobody stands for it yet. Invite somebody, or send them its public page, where they can ask."
    )
    ratna.follows("Public page").reads("Do you represent this organisation?")

    maya.opens(ratna.page.url).follows("I am the focal person")
    maya.writes(
        {
            "Full name": "Maya Sopha",
            "E-mail address": maya_at,
            "How can the secretariat check it?": PROOF,
        }
    )
    maya.presses("Ask the secretariat").reads("Please open the link in your message")

    ratna.opens(_letter(hub, "directory/focal_confirm", maya_at))
    maya.opens(address_in(ratna.main.inner_text(), "/narahubung/")).reads(
        "Do you stand for this organisation?"
    )
    maya.presses("Yes, send it to the secretariat").reads("The secretariat has your request")

    ratna.opens("/desk/").follows("Answer them").reads_words("Maya Sopha", PROOF, maya_at)
    ratna.presses("Accept").reads("Accepted.")
    ratna.opens(_letter(hub, "directory/focal_accepted", maya_at))

    maya.opens(address_in(ratna.main.inner_text(), "/masuk"))
    maya.opens(hub.command("sign-in-link", maya_at).split()[-1]).presses("Sign in")
    maya.follows("My organisation").reads_words(name)
    maya.reads(
        "Nobody is registered under this organisation yet. Whoever writes its name when registering appears here."
    )


def _letter(hub: Hub, kind: str, address: str) -> str:
    """Return where the desk shows the letter of a kind to an address, once it is written."""
    deadline = time.monotonic() + 60
    while not (
        found := hub.rows("SELECT key FROM letter WHERE kind = ? AND address = ?", kind, address)
    ):
        assert time.monotonic() < deadline, (kind, address)
        time.sleep(0.1)
    [(key,)] = found
    return f"/desk/pesan/{key}"
