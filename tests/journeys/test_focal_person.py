"""A focal person asks on the organisation's page and is accepted.

From her telephone to her desk, in English by `make long`, every page looked at by axe.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.journeys.conftest import Window
from tests.journeys.here import Here, hub_here
from tests.journeys.visitor import Visitor, address_in
from tests.journeys.words import LANGUAGES, Words
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter

ORGANISATION = "Yayasan Pelita Mutis"
MAYA_AT = "maya@pelita.example"
PROOF = "Direktur kami, Ibu Sri, dapat memastikannya."


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Here]:
    """Yield an empty hub without a mail server."""
    with hub_here(tmp_path, datetime(2026, 11, 2, 3, 0, tzinfo=UTC)) as here:
        yield here


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_focal_person_asks_and_is_accepted(hub: Here, window: Window, language: str) -> None:
    say = Words(language)
    ratna, maya = (
        Visitor(window(language=language), say),
        Visitor(window(width=360, language=language), say),
    )
    ratna.opens(hub.way_in(str(hub.cast.ratna().email))).presses("Sign in")
    ratna.follows("Organisations").follows("Add an organisation").writes(
        {"Name in full": ORGANISATION}
    ).presses("Add")
    ratna.reads(
        "Nobody stands for it yet. Invite somebody, or send them its public page, where they can ask."
    )
    ratna.follows("Public page").reads("Do you represent this organisation?")

    maya.opens(ratna.page.url).follows("I am the focal person")
    maya.writes(
        {
            "Full name": "Maya Sopha",
            "E-mail address": MAYA_AT,
            "How can the secretariat check it?": PROOF,
        }
    )
    maya.presses("Ask the secretariat").reads("Please open the link in your message")

    ratna.opens(_letter(hub, "directory/focal_confirm"))
    maya.opens(address_in(ratna.main.inner_text(), "/narahubung/")).reads(
        "Do you stand for this organisation?"
    )
    maya.presses("Yes, send it to the secretariat").reads("The secretariat has your request")

    ratna.opens("/desk/").follows("Answer them").reads_words("Maya Sopha", PROOF, MAYA_AT)
    ratna.presses("Accept").reads("Accepted.")
    ratna.opens(_letter(hub, "directory/focal_accepted"))

    maya.opens(address_in(ratna.main.inner_text(), "/masuk"))
    maya.opens(hub.way_in(MAYA_AT)).presses("Sign in")
    maya.follows("My organisation").reads_words(ORGANISATION)
    maya.reads(
        "Nobody is registered under this organisation yet. Whoever writes its name when registering appears here."
    )


def _letter(hub: Here, kind: str) -> str:
    """Return where the desk shows the letter of a kind to her."""
    hub.works()
    wanted = select(Letter.key).where(Letter.kind == kind, Letter.address == MAYA_AT)
    return f"/desk/pesan/{db.session.scalars(wanted).one()}"
