"""What this room holds of a person."""

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.kit.text import blanked
from webinar_hub.materials import actions
from webinar_hub.materials.models import Material, Recording
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, Rows
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.personal import OF_MEETING, of_meeting


def _authored(person: Person) -> Rows:
    held = (
        select(Material, Meeting)
        .join(Meeting, Meeting.id == Material.meeting_id)
        .where(Material.person_id == person.id)
        .order_by(Meeting.starts_at, Material.id)
    )
    return [
        {
            **of_meeting(meeting),
            "title": material.title,
        }
        for material, meeting in db.session.execute(held)
    ]


def _erase_author(erasure: Erasure) -> None:
    """Leave what they brought to a session, without their name."""
    held = (
        select(Material, Meeting.key)
        .join(Meeting, Meeting.id == Material.meeting_id)
        .where(Material.person_id.in_(erasure.ids))
    )
    for material, meeting_key in db.session.execute(held).all():
        erasure.shared.add(("meeting", meeting_key))
        material.title = blanked(material.title, erasure.naming_them_whole)
        material.author = None
    db.session.flush()


def _blank_recordings(erasure: Erasure) -> None:
    actions.blank_recordings(erasure.naming_them_whole)


PERSONAL = (
    Holding(
        Recording,
        copied="what helps to follow a recording was typed at the desk, and no key leads to a person",
        moved="it stays with its session, whoever speaks in it",
        erased="it lies elsewhere; a whole name goes at the end out of what was typed of it",
        blanked=_blank_recordings,
    ),
    Holding(
        Material,
        copied=Copied(
            "materials",
            _("Materials that you brought to sessions"),
            {**OF_MEETING, "title": _("Title")},
            _authored,
        ),
        moved=Moved(),
        erased=_erase_author,
    ),
)
