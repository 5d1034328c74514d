"""Who appears in meetings."""

from collections.abc import Iterable

from sqlalchemy import and_, select

from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting


def appearances(meeting_ids: Iterable[int]) -> dict[int, list[Appearance]]:
    """Return who appears in each meeting, in the order in which they were appointed."""
    listed: dict[int, list[Appearance]] = {meeting_id: [] for meeting_id in meeting_ids}
    for appearance in db.session.scalars(
        select(Appearance).where(Appearance.meeting_id.in_(list(listed))).order_by(Appearance.id)
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
