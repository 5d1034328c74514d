"""Who appears in meetings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from webinar_hub.accounts.models import Account
from webinar_hub.accounts.roles.queries import holds_role
from webinar_hub.history.models import Entry
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.people import queries as people
from webinar_hub.people.models import Person, Role
from webinar_hub.programmes.appearing import rules
from webinar_hub.programmes.appearing.models import Answer, Reply
from webinar_hub.programmes.archive.queries import not_over
from webinar_hub.programmes.models import LEADING, Appearance, AppearanceRole, Meeting, Series
from webinar_hub.programmes.queries import MEETINGS, run_by

_OF_LATE = timedelta(days=365)


def appearances(meeting_ids: Iterable[int]) -> dict[int, list[Appearance]]:
    """Return who appears in each meeting, in the order in which they were appointed.

    What is shown of them comes in the same statement.
    """
    listed: dict[int, list[Appearance]] = {meeting_id: [] for meeting_id in meeting_ids}
    wanted = select(Appearance).where(Appearance.meeting_id.in_(list(listed)))
    for appearance in db.session.scalars(
        wanted.options(joinedload(Appearance.portrait)).order_by(Appearance.id)
    ):
        listed[appearance.meeting_id].append(appearance)
    return listed


def appearance(meeting: Meeting, person_id: int, role: str) -> Appearance | None:
    """Return a person's part of this kind in a meeting, None where they have none."""
    wanted = (
        Appearance.meeting_id == meeting.id,
        Appearance.person_id == person_id,
        Appearance.role == role,
    )
    return db.session.scalar(select(Appearance).where(*wanted))


def of_person(meeting: Meeting, person: Person) -> Sequence[Appearance]:
    """Return a person's parts in a meeting, in the order in which they were appointed."""
    theirs = Appearance.meeting_id == meeting.id, Appearance.person_id == person.id
    return db.session.scalars(select(Appearance).where(*theirs).order_by(Appearance.id)).all()


def to_come(person: Person, now: datetime) -> Sequence[Meeting]:
    """Return the meetings to come in which a person has a part, by date."""
    theirs = exists().where(Appearance.meeting_id == Meeting.id, Appearance.person_id == person.id)
    coming = MEETINGS.where(theirs, Meeting.ends_at > now, Meeting.cancelled_at.is_(None))
    return db.session.scalars(coming.order_by(Meeting.starts_at, Meeting.id)).all()


def somebody(meeting: Meeting, person_key: str) -> Person:
    """Return the person of this key who has a part in a meeting; raise NotFound."""
    theirs = Appearance.person_id == Person.id, Appearance.meeting_id == meeting.id
    wanted = select(Person).where(Person.key == person_key, exists().where(*theirs))
    return existing(db.session.scalar(wanted))


def once_there(meeting: Meeting, person_key: str) -> Person:
    """Return the person of this key who has a part in a meeting, or had one; raise NotFound."""
    if any(each.before.get("person") == person_key for each in _changes(meeting)):
        return _called(person_key)
    return somebody(meeting, person_key)


def came_for(meeting: Meeting, comes: Person) -> Person | None:
    """Return whose parts in a meeting somebody took over, None where that is not known."""
    changes = _changes(meeting)
    given = [each.at for each in changes if each.after.get("person") == comes.key]
    taken = [each for each in changes if "person" in each.before and each.at in given[-1:]]
    return _called(taken[-1].before["person"]) if taken else None


def _changes(meeting: Meeting) -> Sequence[Entry]:
    """Return who was given a part in a meeting and who lost one, the oldest first."""
    wanted = select(Entry).where(
        Entry.subject_kind == Meeting.__tablename__,
        Entry.subject_key == meeting.key,
        Entry.verb.in_(("appointed", "dismissed")),
    )
    return db.session.scalars(wanted.order_by(Entry.id)).all()


def _called(person_key: str) -> Person:
    found = db.session.scalar(select(Person).where(Person.key == person_key))
    return people.survivor(existing(found))


def stand_ins(meeting: Meeting, leaves: Person, now: datetime, *, most: int) -> Sequence[Person]:
    """Return who could come instead of somebody: those who had a part in the programme of late.

    Whoever has one in the meeting itself stands first, then the latest.
    """
    here = func.max(case((Meeting.id == meeting.id, 1), else_=0))
    wanted = (
        select(Person)
        .join(Appearance, Appearance.person_id == Person.id)
        .join(Meeting, Meeting.id == Appearance.meeting_id)
        .join(Series, Series.id == Meeting.series_id)
        .where(
            Series.programme_id == meeting.series.programme_id,
            Meeting.starts_at > now - _OF_LATE,
            Person.id != leaves.id,
            Person.merged_into_id.is_(None),
            Person.erased_at.is_(None),
        )
        .group_by(Person.id)
        .order_by(here.desc(), func.max(Meeting.starts_at).desc(), Person.id)
    )
    return db.session.scalars(wanted.limit(most)).all()


def cannot_come(actor: Actor, now: datetime) -> Sequence[tuple[Meeting, Person]]:
    """Return who has a part in what an actor runs and said that they cannot come, by date."""
    wanted = (
        MEETINGS.join(Reply, Reply.meeting_id == Meeting.id)
        .join(Person, Person.id == Reply.person_id)
        .where(
            run_by(actor),
            Reply.answer == Answer.CANNOT,
            Meeting.ends_at > now,
            Meeting.cancelled_at.is_(None),
            exists().where(Appearance.meeting_id == Meeting.id, Appearance.person_id == Person.id),
        )
        .add_columns(Person)
        .order_by(Meeting.starts_at, Meeting.id, Person.id)
    )
    return [(meeting, person) for meeting, person in db.session.execute(wanted)]


def unled(actor: Actor, now: datetime, *, until: datetime) -> Sequence[Meeting]:
    """Return what an actor runs, begins before a moment and is led by nobody, by date.

    Somebody whose account was closed leads nothing.
    """
    closed = exists().where(
        Account.person_id == Appearance.person_id, Account.closed_at.is_not(None)
    )
    leads = exists().where(
        Appearance.meeting_id == Meeting.id, Appearance.role.in_(LEADING), ~closed
    )
    wanted = MEETINGS.where(
        run_by(actor),
        not_over(now),
        Meeting.starts_at < until,
        Meeting.cancelled_at.is_(None),
        ~leads,
    )
    return db.session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id)).all()


def looked_after_by(meeting: Meeting, now: datetime) -> list[tuple[Account, bool]]:
    """Return the accounts of whoever leads a meeting, or is the secretariat that runs it.

    Where that has nobody, of the administrators beside who leads it. With each, whether it may name
    who has a part.
    """
    leads = _leads(meeting)
    owner = meeting.series.programme.secretariat
    desk = holds_role(Role.SECRETARIAT, owner.region_code if owner else None, now)
    administers = holds_role(Role.ADMINISTRATOR, None, now)
    wanted = select(Account, or_(desk, administers)).where(Account.closed_at.is_(None))
    for names_others in (desk, administers):
        told = wanted.where(or_(leads, names_others)).order_by(Account.id)
        found = [(account, names) for account, names in db.session.execute(told)]
        if any(names for _account, names in found):
            break
    return found


def sign_in_addresses(meeting: Meeting) -> dict[int, str]:
    """Return with which addresses those who lead a meeting sign in, by the ids of who can."""
    opened = select(Account.person_id, Account.email).where(Account.closed_at.is_(None))
    return {row.person_id: row.email for row in db.session.execute(opened.where(_leads(meeting)))}


def _leads(meeting: Meeting) -> ColumnElement[bool]:
    return exists().where(
        Appearance.meeting_id == meeting.id,
        Appearance.person_id == Account.person_id,
        Appearance.role.in_(LEADING),
    )


def reply(meeting: Meeting, person: Person) -> Reply | None:
    """Return what a person answered to their part in a meeting, None for nothing yet."""
    theirs = Reply.meeting_id == meeting.id, Reply.person_id == person.id
    return db.session.scalar(select(Reply).where(*theirs))


def answers(meeting: Meeting) -> dict[int, Answer]:
    """Return who answered what to their part in a meeting, by the person's id."""
    wanted = Reply.meeting_id == meeting.id, Reply.answer.is_not(None)
    rows = db.session.execute(select(Reply.person_id, Reply.answer).where(*wanted))
    return {person_id: answer for person_id, answer in rows if answer}


def roles(meeting: Meeting, person_id: int) -> list[AppearanceRole]:
    """Return a person's parts in a meeting."""
    [(_meeting, own)] = parts_in(person_id, [meeting.key])
    return own


def parts_in(
    person_id: int, meeting_keys: Iterable[str]
) -> list[tuple[Meeting, list[AppearanceRole]]]:
    """Return the meetings with these keys by date, each with a person's parts in it, if any."""
    own = and_(Appearance.meeting_id == Meeting.id, Appearance.person_id == person_id)
    wanted = (
        select(Meeting, Appearance.role)
        .outerjoin(Appearance, own)
        .where(Meeting.key.in_(list(meeting_keys)))
        .order_by(Meeting.starts_at, Meeting.id, Appearance.id)
    )
    found: dict[Meeting, list[AppearanceRole]] = {}
    for meeting, role in db.session.execute(wanted):
        found.setdefault(meeting, []).extend([role] if role else [])
    return list(found.items())


@dataclass(frozen=True)
class OwnPart:
    """Somebody's parts in a meeting, and what they answered."""

    person: Person
    meeting: Meeting
    roles: list[AppearanceRole]
    answer: Answer | None


def meant_by(key: str) -> tuple[Meeting, Person] | None:
    """Return whose part in which meeting a key stands for, None where one of them is gone."""
    meeting_key, person_key = rules.parted(key)
    meeting = db.session.scalar(MEETINGS.where(Meeting.key == meeting_key))
    person = db.session.scalar(select(Person).where(Person.key == person_key))
    return None if meeting is None or person is None else (meeting, people.survivor(person))


def by_link(link_key: bytes, capability: str) -> OwnPart:
    """Return the part that a link opens; raise UnknownPart."""
    key, edition = tokens.opened_edition(link_key, rules.LINK, capability) or ("", 0)
    found = meant_by(key) if key else None
    if found is None:
        raise rules.UnknownPart
    meeting, person = found
    own, replied = roles(meeting, person.id), reply(meeting, person)
    if not own or edition != (replied.link_version if replied else 1):
        raise rules.UnknownPart
    return OwnPart(person, meeting, own, replied.answer if replied else None)


def link_versions(person: Person, meetings: Iterable[Meeting]) -> dict[str, int]:
    """Return the present edition of a person's link for each meeting, by the meeting's key."""
    keys = {each.id: each.key for each in meetings}
    theirs = Reply.person_id == person.id, Reply.meeting_id.in_(keys)
    rows = db.session.execute(select(Reply.meeting_id, Reply.link_version).where(*theirs))
    return dict.fromkeys(keys.values(), 1) | {keys[row[0]]: row[1] for row in rows}
