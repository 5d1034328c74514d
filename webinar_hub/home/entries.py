"""What the history page looks up: entries that somebody may read, and names of their objects."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from webinar_hub.history import words
from webinar_hub.history.models import Entry
from webinar_hub.history.words import Object
from webinar_hub.kit import paging
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.network import scope
from webinar_hub.people.models import DataRequest, Person

PAGE = 50


@dataclass(frozen=True)
class Filter:
    """What the page is narrowed to.

    actor_words is a part of a name, actor_key a person; since and before bound the moment, before
    excluded.
    """

    actor_words: str = ""
    actor_key: str = ""
    subject: Object | None = None
    kind: str = ""
    since: datetime | None = None
    before: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions, of which all must hold."""
        wanted: list[ColumnElement[bool]] = []
        if self.actor_words:
            wanted.append(
                func.lower(Entry.actor_label).contains(self.actor_words.lower(), autoescape=True)
            )
        if self.actor_key:
            wanted.append(
                Entry.actor_id
                == select(Person.id).where(Person.key == self.actor_key).scalar_subquery()
            )
        if self.subject:
            wanted += [Entry.subject_kind == self.subject[0], Entry.subject_key == self.subject[1]]
        if self.kind:
            wanted.append(Entry.subject_kind == self.kind)
        if self.since:
            wanted.append(Entry.at >= self.since)
        if self.before:
            wanted.append(Entry.at < self.before)
        return wanted


@dataclass(frozen=True)
class Line:
    """An entry as somebody reads it.

    whole: with its object and what changed; else only that one of their people acted.
    """

    entry: Entry
    whole: bool


@dataclass(frozen=True)
class Entries:
    """Some entries, the newest first, with names of their objects and of what stands in fields."""

    listed: paging.Page[Line]
    subjects: Mapping[Object, str]
    names: Mapping[Object, str]


class Readable:
    """The entries that somebody may read.

    Administrators read all. A secretariat reads what was done in its region, and that one of its
    people acted elsewhere, without the object and what changed: that belongs to whose region it is.
    Everybody reads what they did themselves.
    """

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        own = Entry.actor_id == actor.id
        self._whole: ColumnElement[bool] = or_(
            own,
            Entry.scope.is_not(None) if actor.everywhere else scope.condition(actor, Entry.scope),
        )
        self._people = (
            Entry.actor_scope.is_not(None)
            if actor.everywhere
            else scope.condition(actor, Entry.actor_scope)
        )
        if actor.administrator:
            self._whole = true()

    def page(self, narrowed: Filter, *, after: int | None = None, size: int = PAGE) -> Entries:
        """Return a page of entries, the newest first; of one object only what may be read whole."""
        readable = self._whole if narrowed.subject else or_(self._whole, self._people)
        statement = select(Entry, self._whole.label("whole")).where(
            readable, *narrowed.conditions()
        )
        if after is not None:
            statement = statement.where(paging.behind((Entry.id, after), falling=True))
        rows = db.session.execute(statement.order_by(Entry.id.desc()).limit(size + 1)).all()
        lines = [Line(row.Entry, bool(row.whole)) for row in rows]
        listed = paging.cut(lines, size, lambda line: str(line.entry.id))
        return Entries(listed, self._subjects(listed.rows), names(_referred(listed.rows)))

    def _subjects(self, lines: Iterable[Line]) -> dict[Object, str]:
        """Return what the objects are called, without the people who are of another region now."""
        called = names(
            (line.entry.subject_kind, line.entry.subject_key) for line in lines if line.whole
        )
        if self._actor.everywhere:
            return called
        elsewhere = (
            Person.region_code.is_not(None),
            Person.id != (self._actor.id or 0),
            ~scope.condition(self._actor, Person.region_code),
        )
        for kind, owners in _OF_PEOPLE.items():
            keys = [key for each, key in called if each == kind]
            for key in (
                db.session.scalars(owners.where(*elsewhere, owners.selected_columns[0].in_(keys)))
                if keys
                else ()
            ):
                del called[kind, key]
        return called


_OF_PEOPLE: dict[str, Select[str]] = {
    "person": select(Person.key),
    "letter": select(Letter.key).join(Person, Person.id == Letter.person_id),
    "data_request": select(DataRequest.key).join(Person, Person.id == DataRequest.person_id),
}
"""The objects that belong to a person's region, by kind, each with its person."""


def readable_by(actor: Actor) -> Readable:
    """Return the entries that an actor may read."""
    return Readable(actor)


def _referred(lines: Iterable[Line]) -> Iterable[Object]:
    for entry in (line.entry for line in lines if line.whole):
        for facts in (entry.before, entry.after):
            for field in words.refers.keys() & facts.keys():
                keys = facts[field] if isinstance(facts[field], list) else [facts[field]]
                yield from ((words.refers[field], str(key)) for key in keys)


def names(objects: Iterable[Object]) -> dict[Object, str]:
    """Return what objects are called now; what is not there any more has no name."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for kind, key in objects:
        wanted[kind].add(key)
    return {
        (kind, key): name
        for kind, keys in wanted.items()
        if kind in words.names
        for key, name in words.names[kind](keys)
    }
