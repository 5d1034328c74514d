"""What we look up about read-only links."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from webinar_hub.accounts.models import (
    ReadingLink,
)
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.network import scope

_LINKS = 200
"""How many read-only links are listed."""


def reading_link(token_digest: str) -> ReadingLink | None:
    """Return the read-only link whose address has a token of this digest, whatever its state."""
    return db.session.scalar(select(ReadingLink).where(ReadingLink.token_digest == token_digest))


def reading_links(actor: Actor) -> Sequence[ReadingLink]:
    """Return the read-only links of the actor's scope, the newest first, ended ones too."""
    return db.session.scalars(
        select(ReadingLink).where(_of_scope(actor)).order_by(ReadingLink.id.desc()).limit(_LINKS)
    ).all()


def reading_link_of(actor: Actor, key: str) -> ReadingLink:
    """Return the read-only link of this key to figures of the actor's scope; raise NotFound."""
    return existing(
        db.session.scalar(select(ReadingLink).where(_of_scope(actor), ReadingLink.key == key))
    )


def _of_scope(actor: Actor) -> ColumnElement[bool]:
    return scope.condition(actor, ReadingLink.region_code)
