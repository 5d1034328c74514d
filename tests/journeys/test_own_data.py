"""A participant's own data in a browser: copied, corrected, erased.

A personal link that was passed on; one that was lost.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import Window
from tests.journeys.hub import Hub, running
from tests.journeys.participants import Participant
from tests.journeys.ratna import Ratna
from tests.journeys.story import NETWORK, Session, Story
from tests.journeys.visitor import Visitor, address_in
from tests.journeys.words import Words

SRI, SRI_SINCE = "Sri Wahyuni", "Dr. Sri Wahyuningsih, M.Kes."
YOHANES = "Yohanes Bria"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """Yield a running hub with an empty base and no mail server."""
    with running(tmp_path, network=NETWORK) as installed:
        yield installed


@pytest.fixture
def story(hub: Hub, window: Window) -> Story:
    """Return the story's frame, in Bahasa Indonesia."""
    return Story(hub, window, Words("id"), Session.running_now())


def test_own_data_are_copied_corrected_and_erased(story: Story) -> None:
    ratna = Ratna(story)
    sri = Participant(story, SRI, "sri@contoh.example", "surab")
    yohanes = Participant(story, YOHANES, "0812-3456-7890", "kota kup")
    ratna.signs_in()
    ratna.starts_the_training()
    for participant in (sri, yohanes):
        participant.finds_the_session().follows("Join").follows("Use the whole form")
        participant.fills_in_the_form("Register").is_told_where_the_form_ended()
        ratna.waits_for_the_worker()
        participant.opens_the_link_in(
            ratna.reads_the_message("Registration confirmed", participant.name)
        )
    somebody_else_opens_a_link_that_was_passed_on(story, sri)
    ratna_hands_a_lost_link_over(ratna, yohanes)
    sri_opens_her_data(ratna, sri)
    sri_takes_copies_along(sri)
    sri_corrects_her_name(sri)
    sri_erases_everything(sri)


def somebody_else_opens_a_link_that_was_passed_on(story: Story, sri: Participant) -> None:
    friend = Visitor(story.window(width=360, language=story.say.language), story.say).opens(
        sri.link
    )
    friend.reads("Are you %(name)s?", name=SRI).follows("Not me").reads(
        "Please register under your own name"
    )
    assert sri.contact not in friend.page.content()
    friend.follows("Register")
    assert friend.field("Full name").input_value() == ""


def ratna_hands_a_lost_link_over(ratna: Ratna, yohanes: Participant) -> None:
    ratna.opens("/desk/orang").follows_name(YOHANES).follows("Hand over the personal link").presses(
        "Read the link to hand it over"
    )
    assert address_in(ratna.main.locator("pre").inner_text(), "/saya/") == yohanes.link
    assert ratna.whatsapp_number() == "6281234567890"


def sri_opens_her_data(ratna: Ratna, sri: Participant) -> None:
    sri.comes_back().follows("See, correct or erase my data").presses("Ask for a code")
    ratna.waits_for_the_worker()
    [code] = re.findall(r"\b\d{6}\b", ratna.reads_the_message("Code to open one's own data", SRI))
    sri.writes({"Code from the message": code})
    sri.presses("Open my data").reads("Change it").reads_words(sri.contact)


def sri_takes_copies_along(sri: Participant) -> None:
    assert sri.takes("button", sri.say("Take a copy (PDF)")).startswith(b"%PDF-")
    assert SRI.encode() in sri.takes("button", sri.say("Copy for machines (JSON)"))


def sri_corrects_her_name(sri: Participant) -> None:
    sri.follows("Correct name, organisation or district").writes({"Full name": SRI_SINCE})
    sri.presses("Save").reads_words("Sri Wahyuningsih")


def sri_erases_everything(sri: Participant) -> None:
    sri.opens(f"{sri.link}/data").follows("Erase my data").reads("What goes", "What stays")
    sri.presses("Erase everything, for good").reads("Your data are erased")
    known = {name for (name,) in sri.story.hub.rows("SELECT name FROM person")}
    assert (SRI in known, "Sri Wahyuningsih" in known, YOHANES in known) == (False, False, True)
    answer = sri.page.goto(sri.link)
    assert answer is not None
    assert answer.status == 404
