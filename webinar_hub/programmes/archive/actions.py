"""Keep the words of sessions, in the transaction that changes what they come from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Select,
    String,
    bindparam,
    cast,
    delete,
    exists,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import Shown, db
from webinar_hub.kit.watching import Noted, keep
from webinar_hub.people.models import Person
from webinar_hub.programmes.archive import rules
from webinar_hub.programmes.archive.models import MeetingWord, WordKey
from webinar_hub.programmes.models import SPEAKING, Appearance, Meeting

_BATCH = 200
_THESE: BindParameter[Sequence[int]] = bindparam("meetings", expanding=True)
_SOURCES = {
    "meeting": Shown(("title", "title_en", "number"), by="id"),
    "appearance": Shown(by="meeting_id"),
    "person": Shown(("name",), by="id", alone=False),
}
"""What the words of sessions come from."""


@dataclass(frozen=True)
class Texts:
    """A table of a room above with texts of sessions that are searched, by its column meeting_id.

    columns: those that decide what is searched; asked: ids of meetings, each with a text.
    """

    table: str
    columns: tuple[str, ...]
    asked: Select[int, str]


_more: list[Texts] = []


def search_in(texts: Iterable[Texts]) -> None:
    """Take what else is searched; app.py calls this."""
    _more[:] = texts
    _SOURCES.update({each.table: Shown(each.columns, by="meeting_id") for each in _more})


def _keep(session: Session, noted: Noted) -> None:
    for ids in parts(_meetings(session, noted), _BATCH):
        write_words(ids)


keep(_SOURCES, _keep)


def _meetings(session: Session, noted: Noted) -> list[int]:
    """Return the ids of the meetings whose words may have changed."""
    if any(None in values for values in noted.values()):
        return [*session.scalars(select(Meeting.id))]
    found = {each for table, ids in noted.items() if table != "person" for each in ids if each}
    for some in parts([*noted.get("person", ())]):
        spoken = select(Appearance.meeting_id).where(Appearance.person_id.in_(some))
        found.update(session.scalars(spoken))
    return sorted(found)


def write_words(meeting_ids: Sequence[int]) -> None:
    """Write down the words that some meetings have now; what no other has is forgotten."""
    now, of_them = _words_of(meeting_ids), {"meetings": meeting_ids}
    held = db.session.execute(db.prepared(_kept_words), of_them)
    before = {(meeting_id, word) for meeting_id, word in held}
    gone: dict[int, set[str]] = defaultdict(set)
    for meeting_id, word in before - now:
        gone[meeting_id].add(word)
    for meeting_id, words in gone.items():
        left = MeetingWord.meeting_id == meeting_id, MeetingWord.word.in_(words)
        db.session.execute(delete(MeetingWord).where(*left))
    new = sorted(now - before)
    if new:
        rows = [{"meeting_id": meeting_id, "word": word} for meeting_id, word in new]
        db.session.execute(db.insert(MeetingWord), rows)
        _add_keys({word for _, word in new})
    _forget_keys({word for words in gone.values() for word in words})


def _kept_words() -> Select[int, str]:
    return select(MeetingWord.meeting_id, MeetingWord.word).where(
        MeetingWord.meeting_id.in_(_THESE)
    )


def _words_of(meeting_ids: Sequence[int]) -> set[tuple[int, str]]:
    of_them = {"meetings": meeting_ids}
    found = {
        (meeting_id, word)
        for meeting_id, text in db.session.execute(db.prepared(_named), of_them)
        for word in rules.words_of(text)
    }
    return found | {
        (meeting_id, word)
        for each in _more
        for meeting_id, text in db.session.execute(db.prepared(_of_these, each.asked), of_them)
        for word in rules.said_words(text)
    }


def _named() -> CompoundSelect[int, str]:
    """Return the texts of which every word counts: numbers, titles, and who speaks."""
    title = cast(Meeting.number, String) + " " + Meeting.title + " " + Meeting.title_en
    speakers = select(Appearance.meeting_id, Person.name).join(Appearance.person)
    return union_all(
        select(Meeting.id, title).where(Meeting.id.in_(_THESE)),
        speakers.where(Appearance.meeting_id.in_(_THESE), Appearance.role.in_(SPEAKING)),
    )


def _of_these(asked: Select[int, str]) -> Select[int, str]:
    return asked.where(asked.selected_columns[0].in_(_THESE))


def _add_keys(words: Iterable[str]) -> None:
    rows = [{"key": key, "word": word} for word in sorted(words) for key in rules.keys_of(word)]
    statement = db.insert(WordKey).on_conflict_do_nothing(index_elements=["key", "word"])
    db.session.execute(statement, rows)


def _forget_keys(words: set[str]) -> None:
    """Forget the keys of those of some words that no session has any more."""
    held = exists().where(MeetingWord.word == WordKey.word)
    for some in parts(sorted(words)):
        db.session.execute(delete(WordKey).where(WordKey.word.in_(some), ~held))


def write_missing() -> bool:
    """Write the words of some sessions that have none yet; say whether there were any."""
    ids = db.session.scalars(_without_words().limit(_BATCH)).all()
    if ids:
        write_words(ids)
    return bool(ids)


def _without_words() -> Select[int]:
    # Every session has a word: its number.
    none = ~exists().where(MeetingWord.meeting_id == Meeting.id)
    return select(Meeting.id).where(none).order_by(Meeting.id)


def forget_unused() -> None:
    """Forget the keys of words whose sessions were deleted."""
    used = exists().where(MeetingWord.word == WordKey.word)
    db.session.execute(delete(WordKey).where(~used))
