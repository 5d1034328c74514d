"""What people read where a secretariat worded a letter anew."""

import pytest
from flask import Flask

from tests.messages.examples import letter
from tests.messages.parts import NOW
from webinar_hub.messages import drafting, kinds, rendering
from webinar_hub.messages.wording import rules
from webinar_hub.messages.wording.words import PARTS, VALUES

WORDED = [
    "registrations/confirmed",
    "registrations/waitlisted",
    "registrations/promoted",
    "registrations/link_again",
    "registrations/answered",
    "registrations/meeting_moved",
    "registrations/meeting_cancelled",
    "registrations/still_coming",
    "registrations/offered",
    "registrations/offer_ended",
    "registrations/reminder",
    "certificates/issued",
]


def test_every_kind_that_is_worded_is_tried_here(sqlite_app: Flask) -> None:
    assert set(kinds.names_where(lambda kind: kind.worded is not None)) == set(WORDED)


@pytest.mark.parametrize("kind", WORDED)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_hubs_own_words_with_placeholders_say_what_the_letter_says(
    sqlite_app: Flask, kind: str, language: str
) -> None:
    settings, links = sqlite_app.extensions["settings"], sqlite_app.extensions["links"]
    words = drafting.draft(kind, language, settings, links, NOW)
    offered = kinds.declared[kind].worded
    assert offered is not None
    assert set(offered.names) <= {*VALUES, *PARTS}
    rules.check(words, offered)
    ours = rendering.write(letter(kind, language=language), settings, links)
    theirs = rendering.write(letter(kind, language=language), settings, links, words=words)
    assert theirs.text.split() == ours.text.split()
    assert theirs.personal_link == ours.personal_link


def test_what_a_letter_of_new_times_begins_with_names_no_venue(sqlite_app: Flask) -> None:
    settings, links = sqlite_app.extensions["settings"], sqlite_app.extensions["links"]
    words = drafting.draft("registrations/meeting_moved", "en", settings, links, NOW)
    assert words.subject == "New time, {when}: {title}"
