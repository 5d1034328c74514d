"""What the rooms hold of a person.

Each room declares its tables as PERSONAL in a module `personal`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, delete, select, true

from webinar_hub.history.words import Object
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.language import Sentence
from webinar_hub.kit.phones import spellings
from webinar_hub.kit.text import naming
from webinar_hub.people.models import Person
from webinar_hub.people.names import ERASED, name_key

_INITIAL = 2
"""A part of a name of so many letters says nothing of anybody."""

Rows = list[dict[str, Any]]


@dataclass
class Erasure:
    """A person whose data are being erased, and what the rooms found of them on the way.

    selves: their row and those merged into it. labels: under which they acted at the desk.
    platform_names: what platforms called them. own: rows that are theirs alone, in whose history
    any part of their name goes; shared: rows that tell of others too, in which only the whole goes.
    """

    selves: Sequence[Person]
    now: datetime
    labels: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    organisations: set[str] = field(default_factory=set)
    platform_names: set[str] = field(default_factory=set)
    own: list[Object] = field(default_factory=list)
    shared: set[Object] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        """Return the ids of their rows."""
        return [each.id for each in self.selves]

    @property
    def reached_at(self) -> set[str]:
        """Return their addresses, and their numbers in every spelling."""
        numbers = {text for phone in self.phones if phone for text in spellings(phone)}
        return numbers | {address for address in self.addresses if address}

    @property
    def parts(self) -> set[str]:
        """Return the words of their names that say who they are, in small letters."""
        words = {word for name in self.names for word in name_key(name).split()}
        return {word for word in words if len(word) > _INITIAL} - {name_key(ERASED)}

    @cached_property
    def naming_them(self) -> re.Pattern[str]:
        """Return what finds any part of what names, reaches or surrounds them."""
        words = self.reached_at | self.names | self.parts | self.platform_names | self.organisations
        return naming(words, whole=False)

    @cached_property
    def naming_them_whole(self) -> re.Pattern[str]:
        """Return what finds their whole names and addresses alone."""
        return naming(self.reached_at | self.names | (self.platform_names - {ERASED}), whole=True)


@dataclass(frozen=True)
class Copied:
    """How a table stands in the copy of somebody's data: the section, its heading and its fields.

    Without rows those are the columns of the fields, of the rows whose person_id is theirs.
    """

    section: str
    heading: Sentence
    fields: Mapping[str, Sentence]
    rows: Callable[[Person], Rows] | None = None


@dataclass(frozen=True)
class Moved:
    """Rows go over to whoever stays when two become one, save those that they have already.

    same: the columns by which two rows are alike, where `counts` holds; () is one row for each,
    None never. by: the column that points to a person, or to a registration. sets: what a row that
    goes over holds from then on.
    """

    same: tuple[str, ...] | None = None
    counts: Callable[[], ColumnElement[bool]] = true
    by: str = "person_id"
    sets: Mapping[str, Any] = field(default_factory=dict)


Erase = Callable[[Erasure], None]


@dataclass(frozen=True)
class Holding:
    """What a table holds of a person: how it is copied, moved and erased, or why it is not.

    learned, before anything is erased: puts into the erasure what names them. blanked, at the end:
    takes what was found out of texts about others.
    """

    table: type[Base]
    copied: Copied | str
    moved: Moved | str
    erased: Erase | str
    learned: Erase | None = None
    blanked: Erase | None = None


declared: list[Holding] = []


def fill(rooms: Iterable[Sequence[Holding]]) -> None:
    """Take what the rooms declare; app.py calls this."""
    declared[:] = [holding for holdings in rooms for holding in holdings]


def copy_of(person: Person) -> dict[str, Rows]:
    """Return everything that is stored about a person, by section; moments are aware, in UTC."""
    return {
        holding.copied.section: _rows(holding.table, holding.copied, person)
        for holding in declared
        if isinstance(holding.copied, Copied)
    }


def _rows(table: type[Base], copied: Copied, person: Person) -> Rows:
    return rows_of(table, person, copied.fields) if copied.rows is None else copied.rows(person)


def rows_of(table: type[Any], person: Person, columns: Iterable[str]) -> Rows:
    """Return some columns of a person's rows, in the order in which they came."""
    wanted = select(*(getattr(table, name) for name in columns))
    rows = wanted.where(table.person_id == person.id).order_by(table.id)
    return [dict(row) for row in db.session.execute(rows).mappings()]


def moved(by: str = "person_id") -> list[tuple[type[Base], Moved]]:
    """Return the tables whose rows, by this column, go to the other person in a merge."""
    return [
        (holding.table, holding.moved)
        for holding in declared
        if isinstance(holding.moved, Moved) and holding.moved.by == by
    ]


def erase(erasure: Erasure) -> None:
    """Let every room erase a person; what points to others goes first."""
    for holding in declared:
        if holding.learned is not None:
            holding.learned(erasure)
    for holding in reversed(declared):
        if not isinstance(holding.erased, str):
            holding.erased(erasure)


def blank(erasure: Erasure) -> None:
    """Let every room take what was found of a person out of texts about others."""
    for holding in declared:
        if holding.blanked is not None:
            holding.blanked(erasure)


def delete_rows(table: type[Any], *columns: str) -> Erase:
    """Return what deletes the rows of a table that point to a person, by person_id unless told."""

    def erased(erasure: Erasure) -> None:
        for column in columns or ("person_id",):
            points_to_them = getattr(table, column).in_(erasure.ids)
            db.session.execute(delete(table).where(points_to_them))

    return erased
