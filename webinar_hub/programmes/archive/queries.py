"""What we look up of past sessions: those that hold some words, page by page."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.paging import behind, cut
from webinar_hub.programmes.archive import rules
from webinar_hub.programmes.archive.models import MeetingWord, WordKey
from webinar_hub.programmes.models import SPEAKING, Appearance, Meeting

PAGE = 10
COUNTED = 1000
"""Sessions are counted up to so many: more are "more than that"."""

_BEGINNING = 3
_NEAR = 400
"""How many letters a beginning of a word has at least; how many words that are near are read."""

KNOWN, NEAR = "awal", "mirip"
"""What the rows of `known` say: somebody's word begins one that is there; one that is near it."""

Known = Select[str, str, str]
_Placed = tuple[ScalarSelect[int], ColumnElement[int], Select[int]]
"""The number of all that is found, of those on the pages before, and the ids of a page."""


def past(listed: Select[Meeting], now: datetime) -> Select[Meeting]:
    """Return the select of the sessions that are over and took place, of those in lists."""
    return listed.where(Meeting.ends_at <= now, Meeting.cancelled_at.is_(None))


def not_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a meeting is not over.

    Those are looked up by their ends: along the order of dates SQLite would walk past all others.
    """
    return Meeting.id.in_(select(Meeting.id).where(Meeting.ends_at > now))


@dataclass(frozen=True)
class Around:
    """What a reader of a past session goes on to: those beside it, and the next to come."""

    before: Meeting | None
    after: Meeting | None
    coming: Meeting | None


def around(meeting: Meeting, listed: Select[Meeting], now: datetime) -> Around:
    """Return what stands around a past session in its series, in one statement.

    listed: the sessions of its series that are in lists; cancelled ones are passed over.
    """
    held = listed.where(Meeting.cancelled_at.is_(None))
    this = aliased(Meeting)
    # A moment that stands in the statement itself would count as one that goes on with the clock.
    here = select(this.starts_at).where(this.id == meeting.id).scalar_subquery()
    began, earlier, later = Meeting.starts_at, Meeting.starts_at.desc(), Meeting.starts_at.asc()
    sides = (
        held.where(began < here).order_by(earlier),
        held.where(began > here).order_by(later),
        held.where(not_over(now)).order_by(later),
    )
    ids = [side.with_only_columns(Meeting.id).limit(1).subquery() for side in sides]
    nearest = or_(*(Meeting.id.in_(select(*each.c)) for each in ids))
    found = db.session.scalars(listed.where(nearest).order_by(later)).all()
    return Around(
        next((each for each in reversed(found) if each.starts_at < meeting.starts_at), None),
        next((each for each in found if each.starts_at > meeting.starts_at), None),
        next((each for each in found if each.ends_at > now), None),
    )


def words_of(words: Sequence[str], sessions: Select[Meeting]) -> list[Known]:
    """Return what asks which words the sessions have that are those of a search, or near them.

    Rows of KNOWN or NEAR, the word of the search or "", the word of the sessions.
    """
    keys = {key for word in words for key in rules.keys_of(word)}
    near = select(literal(NEAR).label("word"), literal(""), WordKey.word).where(
        WordKey.key.in_(keys), _held_by(sessions, WordKey.word)
    )
    wanted = near.distinct().order_by(WordKey.word).limit(_NEAR).subquery()
    begun = [
        select(literal(KNOWN), literal(word), first.c.word)
        for word in words
        for first in [_first_begun(word, sessions).subquery()]
    ]
    return [select(*wanted.c), *begun]


def _first_begun(word: str, sessions: Select[Meeting]) -> Select[str]:
    """Return the first word that sessions have of those that a word begins."""
    found = sessions.join(MeetingWord, MeetingWord.meeting_id == Meeting.id)
    return found.with_only_columns(MeetingWord.word).where(_begun_by(word)).limit(1)


def _held_by(sessions: Select[Meeting], word: ColumnElement[str] | object) -> ColumnElement[bool]:
    having = sessions.join(MeetingWord, MeetingWord.meeting_id == Meeting.id)
    return having.with_only_columns(MeetingWord.id).where(MeetingWord.word == word).exists()


def _begun_by(word: str) -> ColumnElement[bool]:
    if len(word) < _BEGINNING or not word.isalpha():
        return MeetingWord.word == word
    return and_(MeetingWord.word >= word, MeetingWord.word < word + "\U0010ffff")


def holding(word: str, alike: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a session has a word, as its beginning, or one of those alike."""
    wanted = _begun_by(word)
    if others := sorted(set(alike) - {word}):
        wanted = or_(wanted, MeetingWord.word.in_(others))
    return Meeting.id.in_(select(MeetingWord.meeting_id).where(wanted))


@dataclass(frozen=True)
class Past:
    """A past session, with who spoke in it, and what was asked for beside."""

    meeting: Meeting
    speakers: Sequence[Appearance]
    beside: Sequence[Any]


@dataclass(frozen=True)
class Found:
    """A page of past sessions, the latest first.

    after: where the next page begins, "" on the last. number: how many there are in all, passed: on
    the pages before, COUNTED and one for more. first and last: when the first and the last of all
    past sessions began.
    """

    rows: Sequence[Past]
    after: str = ""
    number: int = 0
    passed: int = 0
    first: datetime | None = None
    last: datetime | None = None


def page(
    sessions: Select[Meeting],
    conditions: Iterable[ColumnElement[bool]] = (),
    *,
    after: str = "",
    size: int = PAGE,
    beside: Sequence[ColumnElement[Any]] = (),
) -> Found:
    """Return a page of the sessions that are within all conditions, in one statement.

    beside: what to read of each in the same. Raises NotFound for a strange `after`.
    """
    found = sessions.where(*conditions)
    number, passed, ids = _from(found, after, size) if after else _first_of(found, size)
    together = (
        sessions.where(Meeting.id.in_(ids))
        .outerjoin(
            Appearance,
            and_(Appearance.meeting_id == Meeting.id, Appearance.role.in_(SPEAKING)),
        )
        .outerjoin(Appearance.person)
        .options(contains_eager(Appearance.person))
        .add_columns(Appearance, number, passed, *_ends(sessions), *beside)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc(), Appearance.id)
    )
    read = db.session.execute(together).unique().all()
    speakers: dict[Meeting, list[Appearance]] = defaultdict(list)
    more: dict[Meeting, Sequence[Any]] = {}
    for meeting, appearance, _number, _passed, _first, _last, *others in read:
        speakers[meeting] += [appearance] if appearance else []
        more[meeting] = others
    rows = [Past(meeting, those, more[meeting]) for meeting, those in speakers.items()]
    here = cut(rows, size, lambda past: _place(past.meeting))
    return Found(here.rows, here.after or "", *(read[0][2:6] if read else ()))


def _first_of(found: Select[Meeting], size: int) -> _Placed:
    """Return the parts of the first page; what is found is looked up once for all of them."""
    counted = _latest(found, COUNTED).cte()
    latest = counted.c.starts_at.desc(), counted.c.id.desc()
    number = select(func.count()).select_from(counted).scalar_subquery()
    return number, literal(0), select(counted.c.id).order_by(*latest).limit(size + 1)


def _from(found: Select[Meeting], after: str, size: int) -> _Placed:
    behind_it = _behind(after)
    ids = select(_latest(found.where(behind_it), size).subquery().c.id)
    return _number(found), _number(found.where(~behind_it)), ids


def _latest(found: Select[Meeting], number: int) -> Select[int, datetime]:
    """Return the select of so many of the latest, and one more."""
    latest = Meeting.starts_at.desc(), Meeting.id.desc()
    return (
        found.with_only_columns(Meeting.id, Meeting.starts_at).order_by(*latest).limit(number + 1)
    )


def numbers(
    sessions: Select[Meeting], conditions: Mapping[str, ColumnElement[bool]]
) -> tuple[Mapping[str, int], Found]:
    """Return how many sessions are within all conditions but each, by its name, in one statement.

    Beside it the page without any row.
    """
    but_one = {
        name: _number(sessions.where(*(each for key, each in conditions.items() if key != name)))
        for name in conditions
    }
    first, last = _ends(sessions)
    *counted, begun, ended = db.session.execute(select(*but_one.values(), first, last)).one()
    return dict(zip(but_one, counted, strict=True)), Found((), first=begun, last=ended)


def number(sessions: Select[Meeting]) -> int:
    """Return how many sessions there are, COUNTED and one for more."""
    return db.session.scalar(select(_number(sessions))) or 0


def _number(found: Select[Meeting]) -> ScalarSelect[int]:
    some = found.with_only_columns(Meeting.id).limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _ends(sessions: Select[Meeting]) -> tuple[ScalarSelect[datetime], ScalarSelect[datetime]]:
    one = sessions.with_only_columns(Meeting.starts_at).limit(1)
    return (
        one.order_by(Meeting.starts_at).scalar_subquery(),
        one.order_by(Meeting.starts_at.desc()).scalar_subquery(),
    )


def _place(meeting: Meeting) -> str:
    """Return where a list goes on after a session: its second since 1970, and its id."""
    return f"{int(meeting.starts_at.timestamp())}.{meeting.id}"


def _behind(after: str) -> ColumnElement[bool]:
    second, _dot, number = after.partition(".")
    asked = [each for each in (second, number) if each.isascii() and each.isdecimal()]
    existing((len(asked) == 2 and len(second) < 11 and len(number) < 10) or None)
    moment = datetime.fromtimestamp(int(second), UTC)
    return behind((Meeting.starts_at, moment), (Meeting.id, int(number)), falling=True)
