"""What acts, objects, fields and values are called, as each room declares it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from webinar_hub.kit import zones
from webinar_hub.kit.language import Sentence, _

Object = tuple[str, str]
"""A table's name and a row's public key."""

Names = Callable[[set[str]], Iterable[tuple[str, str]]]
"""Looks up what rows are called now: their keys in, pairs of key and name out."""


@dataclass(frozen=True)
class Verb:
    """What an act is called, and which data of other people it touches, as a notice says it."""

    words: Sentence
    touches: Sentence | None


@dataclass(frozen=True)
class Acts:
    """What a room tells the history of its acts; it declares this as ACTS in a module `acts`.

    objects: what the rows of a table are called. choices: the words for members of an enumeration.
    values: which choices a field can hold. readers: how a field is read that holds neither.
    names: how rows of a table are looked up; refers: of which table a field holds keys.
    """

    verbs: Mapping[str, Verb] = field(default_factory=dict)
    objects: Mapping[str, Sentence] = field(default_factory=dict)
    fields: Mapping[str, Sentence] = field(default_factory=dict)
    choices: tuple[Mapping[Any, Sentence], ...] = ()
    values: Mapping[str, tuple[type[StrEnum], ...]] = field(default_factory=dict)
    readers: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    names: Mapping[str, Names] = field(default_factory=dict)
    refers: Mapping[str, str] = field(default_factory=dict)


verbs: dict[str, Verb] = {}
objects: dict[str, Sentence] = {}
fields: dict[str, Sentence] = {}
names: dict[str, Names] = {}
refers: dict[str, str] = {}
_choices: dict[type, dict[str, Sentence]] = {}
_values: dict[str, tuple[type[StrEnum], ...]] = {}
_readers: dict[str, Callable[[str], str]] = {}


def fill(rooms: Iterable[Acts]) -> None:
    """Take what the rooms declare; app.py calls this."""
    for acts in rooms:
        verbs.update(acts.verbs)
        objects.update(acts.objects)
        fields.update(acts.fields)
        names.update(acts.names)
        refers.update(acts.refers)
        _readers.update(acts.readers)
        for words in acts.choices:
            for member, word in words.items():
                _choices.setdefault(type(member), {})[member.value] = word
        for name, kinds in acts.values.items():
            _values[name] = tuple(dict.fromkeys((*_values.get(name, ()), *kinds)))


def readable(name: str, value: Any, called: Mapping[Object, str]) -> str:
    """Return a field's value in the reader's language, moments in WIB; called: names of rows."""
    if isinstance(value, list):
        return "; ".join(readable(name, each, called) for each in value) or "–"
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return zones.moment(value, zones.WIB)
    return _text(name, value, called) if isinstance(value, str) else str(value)


def _text(name: str, value: str, called: Mapping[Object, str]) -> str:
    kinds = (type(value),) if isinstance(value, StrEnum) else _values.get(name, ())
    for kind in kinds:
        if value in _choices.get(kind, {}):
            return str(_choices[kind][value])
    if name in _readers:
        return _readers[name](value)
    if name in refers:
        return called.get((refers[name], value), value)
    return _when(value)


def _when(value: str) -> str:
    """Return a moment or a day as people write it, any other text as it is."""
    try:
        if value[10:11] == "T":
            return zones.moment(datetime.fromisoformat(value), zones.WIB)
        if len(value) == len("2026-11-26"):
            return zones.long_date(date.fromisoformat(value), weekday=False)
    except ValueError:
        pass
    return value
