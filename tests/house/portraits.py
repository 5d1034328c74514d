"""Whoever has a part in a session in each place of the stage, with a photo."""

from flask import current_app

from tests.house.parts import SPENT, Stage, store
from tests.network import logos
from webinar_hub.config import Settings
from webinar_hub.kit import tokens
from webinar_hub.kit.files import Folder
from webinar_hub.kit.links import Links
from webinar_hub.people.models import Person, Portrait
from webinar_hub.people.portraits import actions
from webinar_hub.people.portraits.rules import stored_name
from webinar_hub.programmes.appearing import rules
from webinar_hub.programmes.appearing.models import Answer
from webinar_hub.programmes.models import Meeting


def of_session(filled: Stage, place: str, meeting: Meeting, person: Person) -> None:
    """Their photo, and the session's page of them."""
    settings: Settings = current_app.extensions["settings"]
    with actions.taking(Folder(settings.files)) as take:
        photo = take(logos.picture(size=(9, 9)))
        store(Portrait(person_id=person.id, bio="Bekerja di pesisir.", photo=photo))
    filled.put("photo", place, name=stored_name(photo or ""))
    filled.put("part in a session", place, key=meeting.key, person=person.key)
    filled.put("link of a part", place, link=link_of(meeting, person))
    filled.put("link of a part", SPENT, link=link_of(meeting, person, edition=2))
    for each in (place, SPENT):
        filled.forms.setdefault("speaking.answer", {})[each] = {"answer": Answer.COMES.value}


def link_of(meeting: Meeting, person: Person, edition: int = 1) -> str:
    """Return the capability that opens the page of somebody's own part."""
    links: Links = current_app.extensions["links"]
    key = tokens.edition(rules.key_of(meeting.key, person.key), edition)
    return tokens.signed(links.link_key, rules.LINK, key)
