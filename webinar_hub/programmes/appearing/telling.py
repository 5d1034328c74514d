"""Letters about people's parts: held for a while, and all of a person's in a series in one.

Each runs inside db.write.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webinar_hub.kit.db import db
from webinar_hub.messages import holding
from webinar_hub.messages.actions import drop
from webinar_hub.messages.models import Letter
from webinar_hub.messages.rules import HELD, told_at
from webinar_hub.people.models import Person
from webinar_hub.people.queries import language_of
from webinar_hub.programmes.appearing import letters, queries
from webinar_hub.programmes.appearing.letters import Known
from webinar_hub.programmes.appearing.models import Answer
from webinar_hub.programmes.appearing.queries import OwnPart
from webinar_hub.programmes.appearing.rules import NothingToTell, key_of
from webinar_hub.programmes.models import Appearance, Meeting, Series, State
from webinar_hub.programmes.rehearsing import rehearsal_of
from webinar_hub.programmes.rules import state_of
from webinar_hub.programmes.signals import Change

_TOLD = ("starts", "ends", "zone", "venue", "venue_only")
"""What of a session's past a letter about parts says."""


def tell_of(meeting: Meeting, person: Person, *, before: Collection[str], now: datetime) -> None:
    """Tell somebody who had some roles in a meeting which they have now."""
    if meeting.cancelled_at is None and _concerns(meeting, now):
        known = {meeting.key: letters.known_facts(meeting, sorted(before))}
        _tell(meeting.series, {person: known}, now=now)


def tell_again(meeting: Meeting, person: Person, *, now: datetime) -> Letter:
    """Tell somebody of their part once more, at once; raise NothingToTell of what is none."""
    was = {meeting.key: letters.known_facts(meeting, queries.roles(meeting, person.id), again=True)}
    facts = _facts(person, language_of(person), was, now)
    if facts is None or meeting.cancelled_at is not None or not _concerns(meeting, now):
        raise NothingToTell
    return letters.parts(person, meeting.series, facts, due=now, now=now)


def tell_all_again(person: Person, *, now: datetime) -> None:
    """Tell somebody of all their parts to come once more, at once: one letter a series."""
    known: dict[Series, dict[str, dict[str, Any]]] = defaultdict(dict)
    for meeting in queries.to_come(person, now):
        if _concerns(meeting, now):
            roles = queries.roles(meeting, person.id)
            known[meeting.series][meeting.key] = letters.known_facts(meeting, roles, again=True)
    for series, theirs in known.items():
        _tell(series, {person: theirs}, at_once=True, now=now)


def tell_desk(part: OwnPart, given: Answer, *, now: datetime) -> None:
    """Tell whoever looks after a session that somebody cannot come, or comes after all.

    What was not sent yet of an answer before is overtaken. After one, the next waits for a while:
    whoever holds the link could press as often as they like.
    """
    meeting, person = part.meeting, part.person
    subject = letters.answered_subject(meeting, person)
    lately = (
        Letter.kind == letters.ANSWERED,
        Letter.subject == subject,
        Letter.written_at > now - HELD,
    )
    again = db.session.scalar(select(Letter.id).where(*lately).limit(1))
    drop(subject, now=now)
    if meeting.cancelled_at is not None or meeting.ends_at <= now:
        return
    due = now + HELD if again else now
    for account, names in queries.looked_after_by(meeting, now):
        if account.person_id != person.id:
            about = meeting, person, part.roles, given
            letters.answered(account, *about, names=names, due=due, now=now)


def tell_published(meetings: Iterable[Meeting], *, now: datetime) -> None:
    """Tell everybody with a part in what was a draft until now."""
    new = {each.id: each for each in meetings if each.cancelled_at is None and _concerns(each, now)}
    found: dict[Series, dict[Person, dict[str, dict[str, Any]]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for meeting_id, appearing in queries.appearances(new).items():
        meeting = new[meeting_id]
        for each in appearing:
            found[meeting.series][each.person][meeting.key] = letters.known_facts(meeting, [])
    for series, known in found.items():
        _tell(series, known, now=now)


def of_parts(meetings: Iterable[Meeting], *, now: datetime) -> list[Person]:
    """Return who is told where some meetings change, as they have a part in them."""
    concerned = [each.id for each in meetings if _concerns(each, now)]
    return [each.person for some in queries.appearances(concerned).values() for each in some]


def meetings_changed(change: Change) -> None:
    """Tell everybody with a part in meetings that were moved or cancelled."""
    if change.what not in ("moved", "cancelled"):
        return

    def before(meeting: Meeting) -> dict[str, Any]:
        kept = change.before.get(meeting.id, {})
        return {name: kept[name] for name in _TOLD if name in kept}

    at_once = change.what == "cancelled"
    _tell_all(change.meetings, before, at_once=at_once, now=change.now)


def tell_rehearsed(meetings: Sequence[Meeting], hour: str | None, *, now: datetime) -> None:
    """Tell everybody with a part in meetings of one series of another hour of their rehearsal.

    hour is the one before, as provisions hold it, None where there was no rehearsal.
    """

    def before(meeting: Meeting) -> dict[str, Any]:
        return {"rehearsal": letters.stamp(rehearsal_of(meeting, hour))}

    _tell_all(meetings, before, now=now)


def present_facts(letter: Letter) -> dict[str, Any] | None:
    """Return what a letter about somebody's parts says now; None: there is nothing to tell."""
    return _facts(letter.person, letter.language, letter.facts["was"], letter.due)


def last_letters(meeting: Meeting, persons: Iterable[Person]) -> dict[int, Letter]:
    """Return the last letter about parts in a meeting's series to each person, by their id."""
    wanted = select(Letter).where(
        Letter.kind == letters.PARTS,
        Letter.subject == letters.subject_of(meeting.series),
        Letter.person_id.in_([each.id for each in persons]),
    )
    whole = wanted.options(joinedload(Letter.person)).order_by(Letter.id)
    return {each.person_id: each for each in db.session.scalars(whole)}


def _concerns(meeting: Meeting, now: datetime) -> bool:
    return meeting.ends_at > now and state_of(meeting) is not State.DRAFT


def _by_person(appearing: Iterable[Appearance]) -> dict[Person, list[str]]:
    roles: dict[Person, list[str]] = defaultdict(list)
    for each in appearing:
        roles[each.person].append(each.role)
    return roles


def _tell_all(
    meetings: Sequence[Meeting],
    before: Callable[[Meeting], dict[str, Any]],
    *,
    at_once: bool = False,
    now: datetime,
) -> None:
    """Tell everybody with a part in meetings of one series what is new since it stood as before."""
    by_id = {each.id: each for each in meetings if _concerns(each, now)}
    known: dict[Person, dict[str, dict[str, Any]]] = defaultdict(dict)
    for meeting_id, appearing in queries.appearances(by_id).items():
        meeting = by_id[meeting_id]
        was = before(meeting)
        for person, roles in _by_person(appearing).items():
            known[person][meeting.key] = letters.known_facts(meeting, roles, **was)
    if known:
        _tell(meetings[0].series, known, at_once=at_once, now=now)


def _tell(
    series: Series, known: Mapping[Person, Known], *, at_once: bool = False, now: datetime
) -> None:
    """Write to these people what is new since what they knew, which is what the last letter said.

    A letter that is still held takes it in, and is dropped where all is as it was.
    """
    subject = letters.subject_of(series)
    waiting = {each.person_id: each for each in holding.held(letters.PARTS, [subject])}
    for person, knew in known.items():
        letter = waiting.get(person.id)
        was = {**knew, **(letter.facts["was"] if letter else {})}
        language = letter.language if letter else language_of(person)
        facts = _facts(person, language, was, now)
        told = [*was.values(), *(facts["meetings"] if facts else ())]
        starts = [datetime.fromisoformat(each["starts"]) for each in told]
        due = now if at_once else told_at(starts, now)
        holding.tell(letter, facts, partial(letters.parts, person, series), due=due, now=now)


def _facts(person: Person, language: str, was: Known, now: datetime) -> dict[str, Any] | None:
    present = queries.parts_in(person.id, was)
    links = queries.link_versions(person, [meeting for meeting, _roles in present])
    own = {key: (key_of(key, person.key), edition) for key, edition in links.items()}
    return letters.facts(present, was, own, email=person.email, language=language, now=now)
