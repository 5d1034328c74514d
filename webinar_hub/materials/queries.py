"""What stays of sessions, looked up."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import exists, func, select

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.kit.files import Files
from webinar_hub.kit.text import search_key
from webinar_hub.materials.models import Material, Recording, Visibility
from webinar_hub.materials.photos.models import Photo
from webinar_hub.materials.photos.queries import SHOWN
from webinar_hub.materials.words import TYPES
from webinar_hub.people.models import Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting

ROOM = "materials"
"""The folder of stored files."""


class Kept(NamedTuple):
    """How many materials a meeting has, how long its recording is, and how many photos it shows.

    minutes None: it has no recording.
    """

    materials: int
    minutes: int | None
    photos: int


KEPT = (
    select(func.count()).where(Material.meeting_id == Meeting.id).scalar_subquery(),
    select(Recording.minutes).where(Recording.meeting_id == Meeting.id).scalar_subquery(),
    select(func.count()).where(Photo.meeting_id == Meeting.id, *SHOWN).scalar_subquery(),
)
"""What a statement of meetings asks beside to tell what is kept of each: the values of Kept."""


def of_meetings(
    meetings: Iterable[Meeting],
) -> tuple[dict[int, Recording], dict[int, list[Material]]]:
    """Return the recording of each meeting that has one, and the materials of each, by its id.

    Both come in one statement.
    """
    listed: dict[int, list[Material]] = {meeting.id: [] for meeting in meetings}
    recorded: dict[int, Recording] = {}
    found = (
        select(Meeting.id, Recording, Material)
        .outerjoin(Recording, Recording.meeting_id == Meeting.id)
        .outerjoin(Material, Material.meeting_id == Meeting.id)
        .where(Meeting.id.in_(list(listed)))
        .order_by(Material.position, Material.id)
    )
    for meeting_id, recording, material in db.session.execute(found):
        if recording is not None:
            recorded[meeting_id] = recording
        if material is not None:
            listed[meeting_id].append(material)
    return recorded, listed


def recording(meeting: Meeting) -> Recording | None:
    """Return the recording of a meeting, None where it has none."""
    return db.session.scalar(select(Recording).where(Recording.meeting_id == meeting.id))


def materials(meeting: Meeting) -> Sequence[Material]:
    """Return the materials of a meeting in their order, each with its author."""
    wanted = select(Material).where(Material.meeting_id == meeting.id)
    return db.session.scalars(wanted.order_by(Material.position, Material.id)).all()


def brought(meeting: Meeting, person: Person) -> Sequence[Material]:
    """Return the files that a person brought to a meeting, in their order."""
    theirs = Material.meeting_id == meeting.id, Material.person_id == person.id, Material.file != ""
    return db.session.scalars(
        select(Material).where(*theirs).order_by(Material.position, Material.id)
    ).all()


def material(meeting: Meeting, key: str) -> Material:
    """Return the material of this key that belongs to a meeting; raise NotFound."""
    wanted = Material.meeting_id == meeting.id, Material.key == key
    return existing(db.session.scalar(select(Material).where(*wanted)))


def public_file(key: str) -> Material:
    """Return a file that everybody opens, of a meeting that everybody sees; raise NotFound."""
    wanted = Material.key == key, Material.visibility == Visibility.PUBLIC, Material.file != ""
    found = existing(
        db.session.execute(
            select(Material, Meeting.key)
            .join(Meeting, Meeting.id == Material.meeting_id)
            .where(*wanted)
        ).first()
    )
    programmes.public().meeting(found[1])
    return found[0]


class Document(NamedTuple):
    """A stored file as it is handed over: its bytes, its name and its type."""

    content: bytes
    name: str
    mimetype: str


def document(material: Material, files: Files) -> Document:
    """Return a material's file; raise NotFound for a link, or where its file is lost."""
    if material.format is None:
        raise NotFound
    content = existing(files.get(ROOM, material.file))
    name = search_key(material.title).replace(" ", "-")[:80] or material.key
    return Document(content, f"{name}.{material.format.value}", TYPES[material.format])


def names_file(name: str) -> bool:
    """Say whether a material has this stored file."""
    return bool(db.session.scalar(select(exists().where(Material.file == name))))
