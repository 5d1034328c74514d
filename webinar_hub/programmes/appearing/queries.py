"""Who appears in meetings."""

from collections.abc import Iterable

from sqlalchemy import (
    select,
)

from webinar_hub.kit.db import db
from webinar_hub.programmes.models import (
    Appearance,
    Meeting,
)


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
