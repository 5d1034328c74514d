"""What an organisation is a part of: of which it is a branch, or whose network it is.

Whatever writes here runs inside db.write.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.network import rules
from webinar_hub.network.models import Organisation, Parent, ParentKind


def above(organisation: Organisation) -> Sequence[Parent]:
    """Return what an organisation is or was a part of, what holds now first."""
    joined = (
        select(Parent)
        .join(Parent.parent)
        .options(contains_eager(Parent.parent))
        .where(Parent.organisation_id == organisation.id)
    )
    return db.session.scalars(
        joined.order_by(Parent.until.is_not(None), Organisation.name_key, Parent.id)
    ).all()


def above_all(
    organisation_ids: Iterable[int] | None = None, *, past: bool = False
) -> dict[int, set[int]]:
    """Return the ids of what organisations are a part of now, or past: ever were, by their ids.

    None: of the whole directory.
    """
    statement = select(Parent.organisation_id, Parent.parent_id)
    if not past:
        statement = statement.where(Parent.until.is_(None))
    if organisation_ids is not None:
        statement = statement.where(Parent.organisation_id.in_(list(organisation_ids)))
    found: dict[int, set[int]] = defaultdict(set)
    for organisation_id, parent_id in db.session.execute(statement):
        found[organisation_id].add(parent_id)
    return found


def link_of(organisation: Organisation, key: str) -> Parent:
    """Return one entry of what an organisation is a part of; raise NotFound."""
    joined = select(Parent).join(Parent.parent).options(contains_eager(Parent.parent))
    return existing(
        db.session.scalar(
            joined.where(Parent.organisation_id == organisation.id, Parent.key == key)
        )
    )


def put_below(
    organisation: Organisation,
    parent: Organisation,
    kind: ParentKind,
    *,
    since: date | None,
    by: Actor,
    now: datetime,
) -> Parent:
    """Say what an organisation is a part of.

    Raises Closed, UnknownParent, AlreadyPart and Circle.
    """
    organisation = db.lock(Organisation, organisation.id)
    if organisation.closed_at is not None:
        raise rules.Closed
    if parent.closed_at is not None:
        raise rules.UnknownParent
    known = select(Parent.id).where(
        Parent.organisation_id == organisation.id, Parent.parent_id == parent.id
    )
    if db.session.scalar(known) is not None:
        raise rules.AlreadyPart
    refuse_circle(organisation.id, parent.id)
    link = Parent(organisation_id=organisation.id, parent_id=parent.id, kind=kind, since=since)
    db.session.add(link)
    db.session.flush()
    note(by, "became part", organisation, now=now, after={"parent": parent.name, **_facts(link)})
    return link


def correct_part(
    link: Parent,
    *,
    kind: ParentKind,
    since: date | None,
    until: date | None,
    by: Actor,
    now: datetime,
) -> Parent:
    """Correct what an organisation is to the one above it, and from when to when.

    Raises EndsBeforeStart and Circle.
    """
    organisation = db.lock(Organisation, link.organisation_id)
    link = db.lock(Parent, link.id)
    if since and until and until < since:
        raise rules.EndsBeforeStart
    if until is None and link.until is not None:
        refuse_circle(organisation.id, link.parent_id)
    before = _facts(link)
    link.kind, link.since, link.until = kind, since, until
    if _facts(link) != before:
        above_it = {"parent": db.session.get_one(Organisation, link.parent_id).name}
        note(
            by,
            "corrected a part",
            organisation,
            now=now,
            before={**above_it, **before},
            after={**above_it, **_facts(link)},
        )
    return link


def remove_part(link: Parent, *, by: Actor, now: datetime) -> None:
    """Take back that an organisation is a part of another: it never was."""
    organisation = db.lock(Organisation, link.organisation_id)
    parent = db.session.get_one(Organisation, link.parent_id)
    note(by, "is no part", organisation, now=now, before={"parent": parent.name, **_facts(link)})
    db.session.delete(link)


def _facts(link: Parent) -> dict[str, Any]:
    return {"part": link.kind, "since": link.since, "until": link.until}


def refuse_circle(organisation_id: int, parent_id: int) -> None:
    """Raise Circle where the organisation stands above the parent, or is it.

    Each organisation on the way up is locked before it is looked at, so that of two who would close
    one circle from both sides the second sees the first.
    """
    seen: set[int] = set()
    level = {parent_id}
    while level:
        if organisation_id in level:
            raise rules.Circle
        seen |= level
        for row_id in sorted(level):
            db.lock(Organisation, row_id)
        level = {each for found in above_all(level).values() for each in found} - seen
