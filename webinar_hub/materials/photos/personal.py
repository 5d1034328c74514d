"""What photos of sessions hold of a person."""

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.materials.photos import actions
from webinar_hub.materials.photos.models import Photo, Pictured
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, Rows
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.personal import OF_MEETING, of_meeting


def _pictured(person: Person) -> Rows:
    held = (
        select(Photo, Meeting)
        .join(Pictured, Pictured.photo_id == Photo.id)
        .join(Meeting, Meeting.id == Photo.meeting_id)
        .where(Pictured.person_id == person.id)
        .order_by(Meeting.starts_at, Photo.id)
    )
    return [
        {**of_meeting(meeting), "photo": photo.words, "visibility": photo.visibility}
        for photo, meeting in db.session.execute(held)
    ]


def _erase_photos(erasure: Erasure) -> None:
    """Take every photo away on which they can be recognised."""
    for meeting in actions.remove_of(erasure.ids, erasure.now):
        erasure.shared.add(("meeting", meeting.key))


PERSONAL = (
    Holding(
        Pictured,
        copied=Copied(
            "photos",
            _("Photos of sessions that you are on"),
            {**OF_MEETING, "photo": _("Photo"), "visibility": _("Opened by")},
            _pictured,
        ),
        moved=Moved(("photo_id",)),
        erased=_erase_photos,
    ),
)
