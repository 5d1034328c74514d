"""Who appears in meetings."""

from collections.abc import Iterable

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import joinedload

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting


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


def somebody(meeting: Meeting, person_key: str) -> Person:
    """Return the person of this key who has a part in a meeting; raise NotFound."""
    theirs = Appearance.person_id == Person.id, Appearance.meeting_id == meeting.id
    wanted = select(Person).where(Person.key == person_key, exists().where(*theirs))
    return existing(db.session.scalar(wanted))


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
