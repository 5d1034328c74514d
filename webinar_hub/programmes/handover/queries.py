"""What is offered to secretariats, and by them."""

from collections.abc import Sequence

from sqlalchemy import (
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.programmes import queries
from webinar_hub.programmes.models import (
    Handover,
    HandoverState,
)


def offers(actor: Actor, *, incoming: bool) -> Sequence[Handover]:
    """Return the open offers to (incoming) or from an actor's secretariats, the newest first."""
    side = Handover.to_id if incoming else Handover.from_id
    opened = (
        select(Handover)
        .options(joinedload(Handover.series))
        .where(Handover.state == HandoverState.OPEN, side.in_(queries.owners_within(actor)))
    )
    return db.session.scalars(opened.order_by(Handover.id.desc())).all()


def offer(actor: Actor, key: str) -> Handover:
    """Return an offer to or from an actor's secretariats, open or not; raise NotFound."""
    sides = or_(
        Handover.to_id.in_(queries.owners_within(actor)),
        Handover.from_id.in_(queries.owners_within(actor)),
    )
    return existing(db.session.scalar(select(Handover).where(Handover.key == key, sides)))
