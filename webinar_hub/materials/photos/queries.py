"""Photos of sessions, looked up."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import exists, select

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.files import Files
from webinar_hub.materials.models import Visibility
from webinar_hub.materials.photos.models import Photo, Pictured
from webinar_hub.people.models import Person
from webinar_hub.people.portraits.queries import ROOM
from webinar_hub.people.portraits.rules import stored_name
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting

SHOWN = Photo.agreed_at.is_not(None), Photo.visibility.is_not(None)
"""What holds of photos that others than the desk may see."""


def photos(meeting: Meeting) -> Sequence[Photo]:
    """Return every photo of a meeting, the first added first."""
    wanted = select(Photo).where(Photo.meeting_id == meeting.id)
    return db.session.scalars(wanted.order_by(Photo.id)).all()


def agreed(meeting: Meeting) -> Sequence[Photo]:
    """Return the photos of a meeting to which everybody on them agrees, whoever else sees them."""
    return [each for each in photos(meeting) if each.agreed_at]


def shown(meeting_ids: Iterable[int]) -> dict[int, list[Photo]]:
    """Return the photos of meetings that others than the desk may see, by the meeting's id."""
    found: dict[int, list[Photo]] = {each: [] for each in meeting_ids}
    wanted = select(Photo).where(Photo.meeting_id.in_(list(found)), *SHOWN)
    for each in db.session.scalars(wanted.order_by(Photo.id)):
        found[each.meeting_id].append(each)
    return found


def photo(meeting: Meeting, key: str) -> Photo:
    """Return the photo of this key that belongs to a meeting; raise NotFound."""
    wanted = Photo.meeting_id == meeting.id, Photo.key == key
    return existing(db.session.scalar(select(Photo).where(*wanted)))


def shown_photo(key: str) -> Photo:
    """Return the photo of this key that others than the desk may see; raise NotFound."""
    return existing(db.session.scalar(select(Photo).where(Photo.key == key, *SHOWN)))


def public_photo(key: str) -> Photo:
    """Return a photo that everybody sees, of a meeting that everybody sees; raise NotFound."""
    public = Photo.key == key, Photo.visibility == Visibility.PUBLIC, *SHOWN
    wanted = select(Photo, Meeting.key).join(Meeting, Meeting.id == Photo.meeting_id)
    found, meeting_key = existing(db.session.execute(wanted.where(*public)).first())
    programmes.public().meeting(meeting_key)
    return found


def people_on(found: Collection[Photo]) -> dict[int, list[Person]]:
    """Return who can be recognised on photos, by the photo's id, by name."""
    people: dict[int, list[Person]] = {each.id: [] for each in found}
    wanted = select(Pictured).join(Pictured.person).where(Pictured.photo_id.in_(list(people)))
    # Of two on one photo who became one, the row of the one that went stays.
    wanted = wanted.where(Person.merged_into_id.is_(None))
    for each in db.session.scalars(wanted.order_by(Person.name_key, Person.id)):
        people[each.photo_id].append(each.person)
    return people


def content(found: Photo, files: Files, *, small: bool) -> bytes:
    """Return a photo as it is stored, whole or as it stands beside others.

    Raises NotFound where its file is lost.
    """
    return existing(files.get(ROOM, stored_name(found.key, ".s" if small else "")))


def names_file(name: str) -> bool:
    """Say whether a photo has this stored file."""
    return bool(db.session.scalar(select(exists().where(Photo.key == name.partition(".")[0]))))
