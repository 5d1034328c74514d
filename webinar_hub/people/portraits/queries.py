"""What is shown of people, looked up."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.files import Files
from webinar_hub.people.models import GonePhoto, Person, Portrait
from webinar_hub.people.portraits.rules import SIZES, stored_name

ROOM = "portraits"
"""The folder of stored photos."""


def portrait(person: Person) -> Portrait | None:
    """Return what is shown of a person, None for nothing yet."""
    return db.session.scalar(select(Portrait).where(Portrait.person_id == person.id))


def names_file(name: str) -> bool:
    """Say whether somebody has the photo of this stored file."""
    photo = name.partition(".")[0]
    return bool(db.session.scalar(select(exists().where(Portrait.photo == photo))))


def content(name: str, files: Files) -> bytes:
    """Return the content of a stored photo that somebody has; raise NotFound."""
    photo, _dot, _size = name.partition(".")
    is_ours = name in {stored_name(photo, size) for size in SIZES} and names_file(name)
    return existing(files.get(ROOM, name) if is_ours else None)


def gone() -> Sequence[str]:
    """Return the photos that nobody has any more, and whose files may be there yet."""
    return db.session.scalars(select(GonePhoto.photo).order_by(GonePhoto.id)).all()
