"""What the archive finds: past sessions by words, by what they are of, and by month."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select

from webinar_hub.calendars.rules import Month
from webinar_hub.calendars.scopes import queries as scopes
from webinar_hub.calendars.scopes.queries import Choice
from webinar_hub.kit import zones
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import Sentence, _
from webinar_hub.materials import queries as materials
from webinar_hub.materials.models import Recording
from webinar_hub.materials.queries import Kept
from webinar_hub.papers import queries as papers
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes import rules as states
from webinar_hub.programmes.archive import queries, rules
from webinar_hub.programmes.archive.queries import KNOWN, NEAR, Found
from webinar_hub.programmes.models import (
    Appearance,
    Meeting,
    Programme,
    ProgrammeKind,
    Series,
    Spoken,
)
from webinar_hub.programmes.words import KINDS, SPOKEN

_NAMED = ("jenis", "program", "klaster", "wilayah")
SELECTS = (*_NAMED, "berbahasa")
"""What the page can be narrowed by, as addresses call it; those that are searched by name first."""

WITHIN = (*SELECTS, "seri")

_CONDITIONS: dict[str, Callable[[str], ColumnElement[bool]]] = {
    **scopes.CONDITIONS,
    "jenis": lambda kind: Programme.kind == ProgrammeKind(kind),
    "berbahasa": lambda one: Meeting.spoken.in_([Spoken(one), Spoken.BOTH]),
}
_CALLED: dict[str, Mapping[str, Sentence]] = {
    "jenis": {kind.value: word for kind, word in KINDS.items()},
    "berbahasa": {each.value: SPOKEN[each] for each in (Spoken.INDONESIAN, Spoken.ENGLISH)},
}


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: some words, and keys by the words of addresses."""

    typed: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    month: Month | None = None
    recorded: bool = False
    after: str = ""

    @property
    def narrowed(self) -> bool:
        """Say whether something was chosen beside the words."""
        return bool(self.keys or self.month or self.recorded)

    @property
    def address(self) -> dict[str, str]:
        """Return what stands in the page's address, but for where it goes on."""
        all_ = {
            "q": self.typed,
            **self.keys,
            "bulan": str(self.month or ""),
            "rekaman": "ada" if self.recorded else "",
        }
        return {word: value for word, value in all_.items() if value}


@dataclass(frozen=True)
class Hit:
    """A past session in a list: who spoke in it, what is kept of it, what its notulen says."""

    meeting: Meeting
    speakers: Sequence[Appearance]
    kept: Kept
    said: str = ""


def hits(found: Found) -> list[Hit]:
    """Return the sessions of a page that was asked for with what is kept of each."""
    kept = len(Kept._fields)
    return [
        Hit(row.meeting, row.speakers, Kept(*row.beside[:kept]), *row.beside[kept:])
        for row in found.rows
    ]


@dataclass(frozen=True)
class Shown:
    """What the archive shows.

    words: those that were looked for; instead: what they say together, "" where it is what was
    typed. names: what is chosen is called, by the words of addresses. without: how many sessions
    there would be without each of what was asked.
    """

    asked: Asked
    found: Found
    choices: Mapping[str, Sequence[Choice]]
    names: Mapping[str, str]
    words: Collection[str]
    instead: str
    without: Mapping[str, int]

    @property
    def hits(self) -> list[Hit]:
        """Return the sessions that were found."""
        return hits(self.found)

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Return what the page is narrowed by: the address's word, and what it is called."""
        said = {"q": f"“{self.asked.typed}”", **self.names}
        if self.asked.month:
            said["bulan"] = zones.month_name(self.asked.month.first)
        if self.asked.recorded:
            said["rekaman"] = str(_("With a recording"))
        return [(word, said[word]) for word in self.asked.address]

    def but(self, word: str) -> dict[str, str]:
        """Return what stands in the address without one of its words."""
        return {each: value for each, value in self.asked.address.items() if each != word}

    @property
    def months(self) -> list[Month]:
        """Return the months from the last past session to the first, the latest first."""
        first, last = (
            Month.of(each.astimezone(zones.WIB.info).date()) if each else None
            for each in (self.found.first, self.found.last)
        )
        found = []
        while first and last and last >= first:
            found.append(last)
            last = last.before
        return found


def search(asked: Asked, now: datetime) -> Shown:
    """Return what the archive shows, in two statements; raise NotFound for unknown keys.

    Where nothing is found a third one tells what would be.
    """
    sessions = queries.past(programmes.public().all_meetings(), now)
    typed = rules.asked_words(asked.typed)
    also = queries.words_of(typed, sessions) if typed else []
    if "seri" in asked.keys:
        also.append(scopes.series_choice(asked.keys["seri"]))
    choices = scopes.choices(*_offered(), *also)
    for word, called in _CALLED.items():
        choices[word] = [Choice(each.key, str(called[each.key])) for each in choices.get(word, ())]
    names = {word: _name(choices[word], key) for word, key in asked.keys.items()}
    words = [_meant(word, choices) for word in typed]
    conditions = _conditions(asked, words)
    beside = [*materials.KEPT, papers.SAID] if words else materials.KEPT
    found = queries.page(sessions, conditions.values(), after=asked.after, beside=beside)
    without: Mapping[str, int] = {}
    if not found.rows:
        without, found = queries.numbers(sessions, conditions)
    forms = {form for each in words for form in each.forms}
    meant = [each.word for each in words]
    instead = " ".join(meant) if meant != typed else ""
    return Shown(asked, found, choices, names, forms, instead, without)


def _offered() -> list[Select[str, str, str]]:
    """Return what asks by the way which kinds and languages there are."""
    listed = {
        "jenis": select(Programme.id).where(programmes.within(states.LISTED, Programme)),
        "berbahasa": programmes.public().meeting_ids(),
    }
    return [
        select(literal(word), literal(key), literal("")).where(
            listed[word].where(_CONDITIONS[word](key)).exists()
        )
        for word, called in _CALLED.items()
        for key in called
    ]


def _name(choices: Sequence[Choice], key: str) -> str:
    for choice in choices:
        if choice.key == key:
            return choice.name
    raise NotFound


def _in_month(month: Month) -> ColumnElement[bool]:
    def begins(day: date) -> datetime:
        return zones.at_local(day, 0, 0, zones.WIB)

    return and_(
        Meeting.starts_at >= begins(month.first), Meeting.starts_at < begins(month.after.first)
    )


@dataclass(frozen=True)
class _Word:
    """A word that is looked for, the forms in which it is found, and the condition."""

    word: str
    forms: Collection[str]
    condition: ColumnElement[bool]


def _conditions(asked: Asked, words: Sequence[_Word]) -> dict[str, ColumnElement[bool]]:
    """Return what each thing that is asked for means, by its word in the address."""
    conditions = {word: _CONDITIONS[word](key) for word, key in asked.keys.items()}
    if words:
        conditions["q"] = and_(*(each.condition for each in words))
    if asked.month:
        conditions["bulan"] = _in_month(asked.month)
    if asked.recorded:
        conditions["rekaman"] = Meeting.id.in_(select(Recording.meeting_id))
    return conditions


def _meant(typed: str, choices: Mapping[str, Sequence[Choice]]) -> _Word:
    """Return what is looked for where somebody typed a word: itself, or the nearest known one."""
    begun = {each.key for each in choices.get(KNOWN, ())}
    near = [each.name for each in choices.get(NEAR, ())]
    named = [
        (kind, choice.key, rules.words_of(choice.name))
        for kind in _NAMED
        for choice in choices[kind]
    ]
    pool = [*near, *chain.from_iterable(words for _kind, _key, words in named)]
    known = typed in begun or _has(pool, typed)
    word = typed if known else rules.nearest(typed, pool) or typed
    alike = {each for each in near if rules.same(word, each)}
    parts = [_CONDITIONS[kind](key) for kind, key, words in named if _has(words, word)]
    return _Word(word, {word, *alike}, or_(queries.holding(word, alike), *parts))


def _has(words: Iterable[str], word: str) -> bool:
    return any(rules.same(word, each) for each in words)


@dataclass(frozen=True)
class SeriesPage:
    """A series: its dates to come, and a page of its past ones with what stays of them.

    held: how many took place.
    """

    coming: Sequence[Meeting]
    found: Found
    held: int

    @property
    def hits(self) -> list[Hit]:
        """Return the past dates of this page."""
        return hits(self.found)


def of_series(series: Series, now: datetime, *, after: str = "") -> SeriesPage:
    """Return the dates of a series; raise NotFound for a strange `after`."""
    shown = programmes.public()
    over = shown.all_meetings(series).where(Meeting.ends_at <= now)
    found = queries.page(over, after=after, beside=materials.KEPT)
    held = queries.number(queries.past(over, now))
    return SeriesPage(shown.meetings(ends_after=now, series=series), found, held)
