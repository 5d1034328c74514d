"""What stays of sessions, looked up."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from webinar_hub.kit.db import db
from webinar_hub.materials.models import Material, Recording
from webinar_hub.programmes.models import Meeting


@dataclass(frozen=True)
class Kept:
    """How many materials a meeting has, and how long its recording is; None: it has none."""

    materials: int
    minutes: int | None


def kept(meeting_ids: Iterable[int]) -> dict[int, Kept]:
    """Return what stays of each meeting, by its id, in one statement; most have nothing."""
    wanted = list(meeting_ids)
    counted = select(func.count()).where(Material.meeting_id == Meeting.id).scalar_subquery()
    found = (
        select(Meeting.id, counted, Recording.minutes)
        .outerjoin(Recording, Recording.meeting_id == Meeting.id)
        .where(Meeting.id.in_(wanted))
    )
    return {row[0]: Kept(row[1], row[2]) for row in db.session.execute(found)}
