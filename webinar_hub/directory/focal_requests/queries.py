"""Look up requests to stand for an organisation."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from webinar_hub.directory.models import FocalRequest
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.network import scope
from webinar_hub.network.models import (
    Organisation,
)


def open_requests(organisation_id: int, email: str, *, confirmed: bool) -> Sequence[FocalRequest]:
    """Return the unanswered requests from an address to stand for an organisation."""
    asked = (
        FocalRequest.organisation_id == organisation_id,
        FocalRequest.email == email,
        FocalRequest.settled_at.is_(None),
    )
    state = (
        FocalRequest.confirmed_at.is_not(None) if confirmed else FocalRequest.confirmed_at.is_(None)
    )
    return db.session.scalars(select(FocalRequest).where(*asked, state)).all()


def request_by_key(key: str | None) -> FocalRequest:
    """Return a request by the key that its link says, whatever its state; raise NotFound."""
    return existing(
        db.session.scalar(select(FocalRequest).where(FocalRequest.key == key)) if key else None
    )


def requests(actor: Actor) -> Sequence[FocalRequest]:
    """Return the requests that wait for the actor, the oldest first, at most a hundred."""
    return db.session.scalars(
        _requests(actor).order_by(FocalRequest.confirmed_at, FocalRequest.id).limit(100)
    ).all()


def request(actor: Actor, key: str) -> FocalRequest:
    """Return a request that waits for the actor; raise NotFound."""
    return existing(db.session.scalar(_requests(actor).where(FocalRequest.key == key)))


def requests_waiting(actor: Actor) -> int:
    """Return how many requests wait for the actor."""
    return db.session.scalar(select(func.count()).select_from(_requests(actor).subquery())) or 0


def _requests(actor: Actor) -> Select[FocalRequest]:
    joined = (
        select(FocalRequest)
        .join(FocalRequest.organisation)
        .options(contains_eager(FocalRequest.organisation))
    )
    waiting = FocalRequest.confirmed_at.is_not(None), FocalRequest.settled_at.is_(None)
    return joined.where(*waiting, scope.condition(actor, Organisation.region_code))
