"""Show who speaks in the demo's sessions around today: drawn faces of nobody, and some words."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from webinar_hub.demo.names import TRADITIONS, read
from webinar_hub.demo.persons import DemoPerson
from webinar_hub.demo.programmes import DemoMeeting
from webinar_hub.demo.stage import Directory
from webinar_hub.kit import storage
from webinar_hub.kit.actor import Actor
from webinar_hub.people.portraits import actions as portraits
from webinar_hub.programmes.models import SPEAKING
from webinar_hub.web.shell import settings

_DATA = read("speaking")
_FACES: list[dict[str, Any]] = _DATA["faces"]
_WORDS: list[dict[str, str]] = _DATA["words"]
_FOLDER = Path(__file__).with_name("data") / "faces"


def show(meetings: Collection[DemoMeeting], directory: Directory, by: Actor, now: datetime) -> None:
    """Say what is shown of those who speak in some sessions; one has a face as long as one fits."""
    left = list(_FACES)
    speak = dict.fromkeys(
        part.person for each in meetings for part in each.appearances if part.role in SPEAKING
    )
    files = storage.at(settings())
    for number, person in enumerate(speak):
        words = _WORDS[number % len(_WORDS)]
        face = next((each for each in left if _fits(each, person)), None)
        content = b""
        if face:
            left.remove(face)
            content = (_FOLDER / f"{face['file']}.png").read_bytes()
        with portraits.taking(files) as take:
            portraits.describe(
                directory.person(person, now=now),
                office=f"{words['office']}, {directory.listed[person.organisation].name}",
                bio=words["bio"],
                photo=take(content),
                without_photo=False,
                agreed=face is not None,
                source="desk",
                themselves=True,
                by=by,
                now=now,
            )


def _fits(face: dict[str, Any], person: DemoPerson) -> bool:
    """Say whether a face may be that of somebody, as far as the name tells."""
    tradition = TRADITIONS.get(person.tradition)
    if tradition is None:
        return False
    given = tradition.women if face["woman"] else tradition.men
    named = any(person.bare_name.startswith(f"{each} ") for each in given)
    return named and (face["faith"] == "any" or tradition.faith in ("any", face["faith"]))
