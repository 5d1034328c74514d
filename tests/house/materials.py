"""What stays of a session in each place of the stage, and the papers of it."""

from flask import current_app

from tests.cast import Cast
from tests.house.parts import Stage
from tests.inviting.steps import given
from tests.materials.steps import linked, photo_of
from tests.network import logos
from tests.papers.steps import follow_up_of, notulen_of, terms_of
from webinar_hub.config import Settings
from webinar_hub.kit.files import Folder
from webinar_hub.materials.models import Format, Material, Visibility
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration


def of_session(
    cast: Cast, filled: Stage, place: str, past: Meeting, registration: Registration
) -> None:
    """A link for whoever is registered, a file for them, and one for everybody."""
    link = linked(past, visibility=Visibility.REGISTERED)
    own, shown = (
        _file(past, visibility) for visibility in (Visibility.REGISTERED, Visibility.PUBLIC)
    )
    filled.put("material", place, key=past.key, material=link.key)
    filled.put("stored material", place, key=past.key, stored=own.key)
    terms_of(past)
    notulen_of(past)
    agreed = follow_up_of(past)
    filled.put("follow-up", place, key=past.key, follow_up=agreed.key)
    filled.put("own notulen", place, link=cast.link(registration), key=past.key)
    letter = given(past, f"Yohanes {filled.secret(place, 'undangan')}")
    filled.put("letter of invitation", place, key=past.key, letter=letter.key)
    filled.put("material for everybody", place, key=shown.key)
    filled.put("own material", place, link=cast.link(registration), key=own.key)
    of_them, of_all = (
        photo_of(past, visibility=each) for each in (Visibility.REGISTERED, Visibility.PUBLIC)
    )
    filled.put("photo of a session", place, key=past.key, photo=of_them.key)
    filled.put("own photo", place, link=cast.link(registration), key=of_them.key)
    filled.put("photo for everybody", place, key=of_all.key)


def _file(meeting: Meeting, visibility: Visibility) -> Material:
    settings: Settings = current_app.extensions["settings"]
    name, content = f"{meeting.key}{visibility.value[0]}.png", logos.picture(size=(9, 9))
    Folder(settings.files).put("materials", name, content)
    facts = {"link": "", "file": name, "format": Format.PNG, "size": len(content)}
    return linked(meeting, visibility=visibility, **facts)
