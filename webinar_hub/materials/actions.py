"""Keep what stays of a session. Each runs inside db.write.

Files are stored before the transaction that names them, and removed after the one that does not.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from webinar_hub.history.actions import differing, note
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import ONESELF, Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Files, storing
from webinar_hub.kit.text import blanked
from webinar_hub.materials import chapters as chapters_of
from webinar_hub.materials import queries, rules
from webinar_hub.materials.models import Format, Material, Recording, Visibility
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting


def keep_recording(
    meeting: Meeting,
    *,
    link: str,
    audio_link: str,
    minutes: int,
    note_: str,
    visibility: Visibility,
    chapters: str = "",
    by: Actor,
    now: datetime,
) -> Meeting:
    """Say where the recording of a meeting is, in the place of what was said before.

    chapters: its lines, as they are kept.
    """
    meeting = db.lock(Meeting, meeting.id)
    facts = {
        "link": link,
        "audio_link": audio_link,
        "minutes": minutes,
        "note": note_,
        "chapters": chapters,
        "visibility": visibility,
    }
    found = queries.recording(meeting)
    if found is None:
        db.session.add(Recording(meeting_id=meeting.id, **facts))
        note(by, "added a recording", meeting, now=now, after=_filled_in(facts))
    elif before := differing(found, facts):
        _put(found, facts)
        after = {name: facts[name] for name in before}
        note(by, "changed a recording", meeting, now=now, before=before, after=after)
    return meeting


def remove_recording(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Say nothing more of the recording of a meeting; it stays where it lies."""
    found = queries.recording(db.lock(Meeting, meeting.id))
    if found is not None:
        note(by, "removed a recording", meeting, now=now, before={"link": found.link})
        db.session.delete(found)


def blank_recordings(pattern: re.Pattern[str]) -> None:
    """Take what a pattern finds out of what was typed of every recording."""
    for each in db.session.scalars(select(Recording)):
        each.note = blanked(each.note, pattern)
        each.chapters = chapters_of.blanked(each.chapters, pattern)


@contextmanager
def taking(files: Files) -> Iterator[Callable[[bytes], dict[str, Any]]]:
    """Yield what looks at a file, stores it, and returns what `add` takes of it.

    That runs before the transaction that names it (kit.files.storing). Raises what rules.checked
    raises.
    """

    def store(content: bytes) -> dict[str, Any]:
        found = rules.checked(content)
        stored.append(f"{tokens.key()}.{found.format.value}")
        files.put(queries.ROOM, stored[-1], found.content)
        return {"file": stored[-1], "kind": found.format, "size": len(found.content)}

    with storing(files, queries.ROOM, queries.names_file) as stored:
        yield store


def bring(
    meeting: Meeting,
    author: Person,
    *,
    title: str,
    file: str,
    kind: Format,
    size: int,
    now: datetime,
) -> Material:
    """Add a file that whoever speaks sent by their own link; the desk says who else opens it.

    Raises EnoughBrought and TooManyMaterials.
    """
    meeting = db.lock(Meeting, meeting.id)
    if len(queries.brought(meeting, author)) >= rules.MOST_BROUGHT:
        raise rules.EnoughBrought
    return add(
        meeting,
        title=title,
        author=author,
        visibility=Visibility.REGISTERED,
        file=file,
        kind=kind,
        size=size,
        by=ONESELF,
        now=now,
    )


def add(
    meeting: Meeting,
    *,
    title: str,
    author: Person | None,
    visibility: Visibility,
    link: str = "",
    file: str = "",
    kind: Format | None = None,
    size: int = 0,
    by: Actor,
    now: datetime,
) -> Material:
    """Add a link, or a file that is stored already, below the others. Raises TooManyMaterials."""
    meeting = db.lock(Meeting, meeting.id)
    of_meeting = Material.meeting_id == meeting.id
    many, last = db.session.execute(
        select(func.count(), func.max(Material.position)).where(of_meeting)
    ).one()
    if many >= rules.MOST_MATERIALS:
        raise rules.TooManyMaterials
    added = Material(
        meeting_id=meeting.id,
        position=(last or 0) + 1,
        title=title,
        author=author,
        visibility=visibility,
        link=link,
        file=file,
        format=kind,
        size=size,
        added_at=now,
    )
    db.session.add(added)
    db.session.flush()
    facts = {"title": title, "author": author and author.key, "visibility": visibility}
    note(
        by,
        "added a material",
        meeting,
        now=now,
        after=_filled_in(facts | {"link": link, "file": kind}),
    )
    return added


def change(
    meeting: Meeting,
    key: str,
    *,
    title: str,
    author: Person | None,
    visibility: Visibility,
    by: Actor,
    now: datetime,
) -> Material:
    """Change what is said of a material. Raises NotFound."""
    material = _locked(meeting, key)
    facts = {"title": title, "author": author, "visibility": visibility}
    if before := differing(material, facts):
        _put(material, facts)
        after = {name: facts[name] for name in before}
        was, wanted = ({"material": title} | _plain(each) for each in (before, after))
        note(by, "changed a material", meeting, now=now, before=was, after=wanted)
    return material


def move_up(meeting: Meeting, key: str, *, by: Actor, now: datetime) -> Material:
    """Let a material change places with the one above it; the first stays. Raises NotFound."""
    material = _locked(meeting, key)
    above = db.session.scalar(
        select(Material)
        .where(Material.meeting_id == meeting.id, Material.position < material.position)
        .order_by(Material.position.desc())
        .limit(1)
    )
    if above is not None:
        above.position, material.position = material.position, above.position
        note(by, "moved a material", meeting, now=now, after={"material": material.title})
    return material


def remove(meeting: Meeting, key: str, *, by: Actor, now: datetime) -> str:
    """Remove a material; return the stored name of its file, "" for a link. Raises NotFound."""
    material = _locked(meeting, key)
    was = {"title": material.title, "author": material.author and material.author.key}
    note(
        by, "removed a material", meeting, now=now, before=_filled_in(was | {"link": material.link})
    )
    db.session.delete(material)
    return material.file


def _locked(meeting: Meeting, key: str) -> Material:
    return queries.material(db.lock(Meeting, meeting.id), key)


def _put(row: Recording | Material, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)


def _filled_in(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with the author's key, as the history refers to people."""
    return {
        name: value.key if isinstance(value, Person) else value for name, value in facts.items()
    }
