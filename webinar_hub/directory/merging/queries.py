"""Look up merges that can still be taken back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from webinar_hub.directory.models import OrganisationMerge
from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.network import scope
from webinar_hub.network.models import (
    Organisation,
)


def merges_of(
    organisation: Organisation, actor: Actor, *, now: datetime
) -> Sequence[OrganisationMerge]:
    """Return an organisation's merges that the actor may still take back, the latest first."""
    standing = (
        OrganisationMerge.kept_id == organisation.id,
        OrganisationMerge.undone_at.is_(None),
        OrganisationMerge.at > now - UNDO_WITHIN,
    )
    found = db.session.scalars(
        select(OrganisationMerge).where(*standing).order_by(OrganisationMerge.id.desc())
    ).all()
    return [done for done in found if scope.within(actor, done.gone.region_code)]


def merge(actor: Actor, key: str) -> OrganisationMerge:
    """Return a merge of two organisations of the actor's scope; raise NotFound."""
    found = existing(
        db.session.scalar(select(OrganisationMerge).where(OrganisationMerge.key == key))
    )
    if not all(scope.within(actor, each.region_code) for each in (found.kept, found.gone)):
        raise NotFound
    return found
