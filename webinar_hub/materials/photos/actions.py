"""Keep photos of a session, as long as everybody on them agrees. Each runs inside db.write.

Their files lie beside the portraits and go as these do: after the act, by the names it leaves.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import delete, func, select

from webinar_hub.history.actions import note
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import ONESELF, Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Files, storing
from webinar_hub.materials.models import Visibility
from webinar_hub.materials.photos import queries, rules
from webinar_hub.materials.photos.models import Photo, Pictured
from webinar_hub.people.models import Person
from webinar_hub.people.portraits import actions as portraits
from webinar_hub.people.portraits.queries import ROOM
from webinar_hub.people.portraits.rules import PhotosWithdrawn, stored_name
from webinar_hub.programmes.models import Meeting


@contextmanager
def taking(files: Files) -> Iterator[Callable[[bytes], str]]:
    """Yield what stores a photo before the transaction that names it, and returns its key.

    Raises what rules.drawn raises.
    """

    def store(data: bytes) -> str:
        drawn, key = rules.drawn(data), tokens.key()
        stored.extend(stored_name(key, size) for size in drawn)
        for size, content in drawn.items():
            files.put(ROOM, stored_name(key, size), content)
        return key

    with storing(files, ROOM, queries.names_file) as stored:
        yield store


def add(meeting: Meeting, *, photo: str, words: str, by: Actor, now: datetime) -> Photo:
    """Add a stored photo, by its key, which nobody sees yet; raise TooManyPhotos."""
    meeting = db.lock(Meeting, meeting.id)
    counted = select(func.count()).where(Photo.meeting_id == meeting.id)
    if db.session.execute(counted).scalar_one() >= rules.MOST_PHOTOS:
        raise rules.TooManyPhotos
    added = Photo(key=photo, meeting_id=meeting.id, words=words, added_at=now)
    db.session.add(added)
    db.session.flush()
    note(by, "added a photo", meeting, now=now, after={"photo": words})
    return added


def describe(
    meeting: Meeting,
    key: str,
    *,
    words: str,
    visibility: Visibility | None,
    people: Collection[Person],
    agreed: bool,
    by: Actor,
    now: datetime,
) -> Photo:
    """Say who can be recognised on a photo and who sees it, as soon as everybody on it agrees.

    agreed: they do. Raises NotFound and TookBack.
    """
    meeting = db.lock(Meeting, meeting.id)
    before = queries.people_on([queries.photo(meeting, key)])
    # Whoever takes the consent back locks their own row first, and the photo goes with it.
    known = {each.id: each for listed in before.values() for each in listed}
    for person_id in sorted(known.keys() | {each.id for each in people}):
        db.lock(Person, person_id)
    photo = queries.photo(meeting, key)
    if agreed:
        _agree(people, now=now)
    was = _facts(photo.words, photo.visibility, known.values())
    photo.words, photo.visibility = words, visibility
    photo.agreed_at = (photo.agreed_at or now) if agreed else None
    chosen = {each.id for each in people}
    gone = Pictured.photo_id == photo.id, Pictured.person_id.not_in(chosen)
    db.session.execute(delete(Pictured).where(*gone))
    new = sorted(chosen - known.keys())
    db.session.add_all(Pictured(photo_id=photo.id, person_id=each) for each in new)
    db.session.flush()
    note(
        by,
        "said who is on a photo",
        meeting,
        now=now,
        before=was,
        after=_facts(words, visibility, people),
    )
    return photo


def _agree(people: Collection[Person], *, now: datetime) -> None:
    """Write down that people agree, as whoever adds the photo says; raise TookBack with names."""
    refused = []
    for each in sorted(people, key=lambda person: person.id):
        try:
            portraits.agree(each, agreed=True, source="desk", themselves=False, now=now)
        except PhotosWithdrawn:
            refused.append(each.full_name)
    if refused:
        raise rules.TookBack(refused)


def remove(meeting: Meeting, key: str, *, by: Actor, now: datetime) -> None:
    """Remove a photo for good; raise NotFound."""
    photo = queries.photo(db.lock(Meeting, meeting.id), key)
    note(by, "removed a photo", meeting, now=now, before={"photo": photo.words})
    _take_away([photo])


def remove_of(people: Collection[int], now: datetime) -> list[Meeting]:
    """Remove every photo with somebody on it who agrees to none any more, by their ids.

    Return the meetings whose photos they were. Who it was the history does not say.
    """
    theirs = select(Pictured.photo_id).where(Pictured.person_id.in_(people))
    found = select(Photo, Meeting).join(Meeting, Meeting.id == Photo.meeting_id)
    rows = db.session.execute(found.where(Photo.id.in_(theirs)).order_by(Photo.id)).all()
    for photo, meeting in rows:
        before = {"photo": photo.words}
        note(ONESELF, "took a photo away with the consent", meeting, now=now, before=before)
    _take_away([photo for photo, _meeting in rows])
    return [meeting for _photo, meeting in rows]


def _take_away(photos: Collection[Photo]) -> None:
    ids = [each.id for each in photos]
    portraits.leave([each.key for each in photos])
    db.session.execute(delete(Pictured).where(Pictured.photo_id.in_(ids)))
    for each in photos:
        db.session.delete(each)
    db.session.flush()


def _facts(
    words: str, visibility: Visibility | None, people: Iterable[Person]
) -> dict[str, object]:
    pictured = sorted(each.key for each in people)
    facts = {"photo": words, "visibility": visibility, "pictured": pictured}
    return {name: value for name, value in facts.items() if value}
