"""Say what is shown of somebody, and no more of it. What takes `now` runs inside db.write.

Files are stored before the transaction that names them. One that no longer does leaves the name
behind, and `clear_away` removes the files.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from sqlalchemy import delete, select

from webinar_hub.history.actions import note
from webinar_hub.kit import language, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.files import Files, storing
from webinar_hub.people import actions as people
from webinar_hub.people import queries as known
from webinar_hub.people.models import ConsentKind, GonePhoto, Person, Portrait
from webinar_hub.people.portraits import queries, rules

taken_back: list[Callable[[Collection[int], datetime], object]] = []
"""What the rooms above do with photos of people who agree to none any more: their ids, and now."""


@contextmanager
def taking(files: Files) -> Iterator[Callable[[bytes], str | None]]:
    """Yield what stores a photo before the transaction that names it, and returns its name.

    Nothing gives None. Raises what rules.faces raises.
    """

    def store(data: bytes) -> str | None:
        if not data:
            return None
        drawn, photo = rules.faces(data), tokens.key()
        stored.extend(_names([photo]))
        for size, content in drawn.items():
            files.put(queries.ROOM, rules.stored_name(photo, size), content)
        return photo

    with storing(files, queries.ROOM, queries.names_file) as stored:
        yield store


def describe(
    person: Person,
    *,
    office: str,
    bio: str,
    photo: str | None,
    without_photo: bool,
    agreed: bool,
    source: str,
    themselves: bool,
    by: Actor,
    now: datetime,
) -> Portrait:
    """Say what is shown of a person; photo: a stored one in the place of the one before.

    source: where they agreed to that. themselves: it is they who say so, and who may agree again
    to what they took back once. Raises NotAgreed and PhotosWithdrawn.
    """
    person = db.lock(Person, person.id)
    stored = queries.portrait(person) or Portrait(person_id=person.id)
    if photo:
        agree(person, agreed=agreed, source=source, themselves=themselves, now=now)
    elif without_photo and themselves:
        people.withdraw(person, ConsentKind.PHOTOS, now=now)
        without_photo_of([each.id for each in known.selves(person)], now=now)
    if without_photo or photo:
        _leave([stored])
        stored.photo = photo
    stored.office, stored.bio = office, bio
    db.session.add(stored)
    db.session.flush()
    # What the words say is theirs: it goes with them, and is in no history.
    note(by, "said what is shown", person, now=now)
    return stored


def agree(person: Person, *, agreed: bool, source: str, themselves: bool, now: datetime) -> None:
    """Write down that somebody agrees to photos of them, where they do not yet.

    Raises NotAgreed and PhotosWithdrawn.
    """
    if not agreed:
        raise rules.NotAgreed
    said = {ConsentKind.PHOTOS: True}
    if not themselves and not known.without_revived(person, said):
        raise rules.PhotosWithdrawn
    if ConsentKind.PHOTOS not in known.agreed(person):
        people.consent(person, said, language=language.current(), source=source, now=now)


def without_photo_of(ids: Collection[int], *, now: datetime) -> None:
    """Take the photos of people away, by their ids; inside db.write."""
    for take_away in taken_back:
        take_away(ids, now)
    found = db.session.scalars(select(Portrait).where(Portrait.person_id.in_(ids))).all()
    _leave(found)
    for each in found:
        each.photo = None
    db.session.flush()


def erase(ids: Collection[int], *, now: datetime) -> None:
    """Leave nothing of what is shown of people, by their ids; inside db.write."""
    without_photo_of(ids, now=now)
    db.session.execute(delete(Portrait).where(Portrait.person_id.in_(ids)))


def _leave(portraits: Collection[Portrait]) -> None:
    leave([each.photo for each in portraits if each.photo])


def leave(photos: Collection[str]) -> None:
    """Say that nobody has these photos any more; inside db.write."""
    db.session.add_all(GonePhoto(photo=photo) for photo in photos)
    db.session.flush()


def clear_away(files: Files) -> None:
    """Remove the files of photos that nobody has any more. Not inside a transaction."""
    gone = queries.gone()
    db.session.rollback()
    if gone:
        files.remove(queries.ROOM, _names(gone))
        db.write(_forget, gone)


def clear_away_now(files: Files) -> None:
    """Do `clear_away` while somebody waits: what a store refuses now goes in the night."""
    with suppress(Refused):
        clear_away(files)


def _names(photos: Collection[str]) -> list[str]:
    return [rules.stored_name(photo, size) for photo in photos for size in rules.SIZES]


def _forget(gone: Collection[str]) -> None:
    db.session.execute(delete(GonePhoto).where(GonePhoto.photo.in_(gone)))
