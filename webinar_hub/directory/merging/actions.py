"""Make one organisation of two, and two again of one within thirty days.

Each runs inside db.write. Nothing is deleted: rows go over to the organisation that stays, save
those whose like it has, and a ledger says which.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select

from webinar_hub.accounts.models import Invitation
from webinar_hub.accounts.roles.actions import follow
from webinar_hub.calendars.models import Feed, IncomingCalendar
from webinar_hub.directory.merging import rules
from webinar_hub.directory.models import FocalRequest, OrganisationMerge
from webinar_hub.history.actions import note
from webinar_hub.history.ledger import Ledger, may_undo, take_back
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.network import actions as network
from webinar_hub.network import parents
from webinar_hub.network import queries as organisations
from webinar_hub.network.models import Membership, Organisation, OrganisationSector, Parent
from webinar_hub.network.rules import (
    Circle,
    Closed,
    SecretariatOfOthers,
    Spell,
    both_spells,
    clash,
    names,
)
from webinar_hub.people.models import Affiliation, Grant, Person
from webinar_hub.programmes.models import Programme
from webinar_hub.registrations.models import Registration

_MOVED: tuple[type[Base], ...] = (
    Registration,
    Person,
    Affiliation,
    Grant,
    FocalRequest,
    Invitation,
    IncomingCalendar,
    Feed,
)
"""The tables whose rows say an organisation in organisation_id.

The history does not count them: its readers would count people of elsewhere.
"""


def merge(kept: Organisation, gone: Organisation, *, by: Actor, now: datetime) -> OrganisationMerge:
    """Make one organisation of two: what pointed to the one points to the other.

    The names of the one that goes become aliases; its row stays, closed, and says where it went.
    What was printed on certificates stays as printed. Raises SameOrganisation, SecretariatStays,
    SecretariatOfOthers, Closed and LongNames.
    """
    kept, gone = _locked(kept.id, gone.id)
    owns = select(Programme.id).where(Programme.owner_id == gone.id).limit(1)
    bound = organisations.secretariat_of(gone.id) is not None or db.session.scalar(owns) is not None
    rules.may_merge(kept.key, gone.key, gone_is_secretariat=bound)
    if kept.closed_at is not None or gone.merged_into is not None:
        raise Closed
    if not organisations.answers_for(by, kept):
        raise SecretariatOfOthers
    called = network.names_of(kept).also((gone.name, gone.abbreviation, *gone.other_names))
    gone_before = network.facts_of(gone)
    ledger = Ledger()
    for table in _MOVED:
        _hand_over(table, kept, gone, ledger)
    _memberships(kept, gone, ledger)
    _parents(kept, gone, ledger)
    _sectors(kept, gone, ledger)
    ledger.set_where(Organisation, Organisation.merged_into == gone.key, merged_into=kept.key)
    before, reopen = network.facts_of(kept), gone.closed_at is None
    gone.closed_at, gone.merged_into = gone.closed_at or now, kept.key
    note(
        by, "merged", gone, now=now, before=gone_before, after={"into": kept.key, "name": kept.name}
    )
    network.rewrite(kept, called, kept.kind, kept.region_code, verb="named anew", by=by, now=now)
    new_names = [name for name in kept.other_names if name not in before["aliases"]]
    follow(kept)
    done = OrganisationMerge(
        kept_id=kept.id,
        gone_id=gone.id,
        at=now,
        manifest=ledger.stored(),
        names="\n".join(new_names),
        reopen=reopen,
    )
    db.session.add(done)
    db.session.flush()
    db.session.expire_all()
    after = {"name": kept.name, "aliases": list(kept.other_names)}
    note(
        by,
        "took in",
        kept,
        now=now,
        before={"name": before["name"], "aliases": before["aliases"], "other": gone.name},
        after=after,
    )
    return done


def undo(merge_id: int, *, by: Actor, now: datetime) -> OrganisationMerge:
    """Make two organisations of one again, as they were.

    What came since stays with the one that had stayed. Raises UndoneAlready, TooLateToUndo and
    UndoLaterFirst.
    """
    done = db.lock(OrganisationMerge, merge_id)
    kept, gone = _locked(done.kept_id, done.gone_id)
    later = select(OrganisationMerge.id).where(
        OrganisationMerge.kept_id == kept.id,
        OrganisationMerge.id > done.id,
        OrganisationMerge.undone_at.is_(None),
    )
    merged_since = kept.merged_into is not None or db.session.scalar(later.limit(1)) is not None
    may_undo(
        at=done.at, undone=done.undone_at is not None, forgotten=False, later=merged_since, now=now
    )
    take_back(done.manifest)
    kept, gone = _locked(done.kept_id, done.gone_id)
    gone.merged_into = None
    if done.reopen:
        gone.closed_at = None
    lent = set(done.names.split("\n"))
    own = [name for name in kept.other_names if name not in lent]
    network.rewrite(
        kept,
        names(kept.name, kept.abbreviation, own),
        kept.kind,
        kept.region_code,
        verb="changed",
        by=by,
        now=now,
    )
    follow(kept)
    follow(gone)
    done.undone_at = now
    note(by, "split off", gone, now=now, before={"into": kept.key})
    note(by, "gave one back", kept, now=now, before={"other": gone.name})
    db.session.flush()
    return done


def forget_merges(*, before: datetime) -> None:
    """Forget how to undo the merges of before a moment; the history keeps that they were."""
    db.session.execute(delete(OrganisationMerge).where(OrganisationMerge.at < before))


def _locked(one: int, other: int) -> tuple[Organisation, Organisation]:
    rows = {row_id: db.lock(Organisation, row_id) for row_id in sorted({one, other})}
    return rows[one], rows[other]


def _hand_over(table: type[Base], kept: Organisation, gone: Organisation, ledger: Ledger) -> None:
    columns: Any = table.__table__.c
    ledger.set_where(table, columns.organisation_id == gone.id, organisation_id=kept.id)


def _memberships(kept: Organisation, gone: Organisation, ledger: Ledger) -> None:
    """Hand memberships over, as a member and as a network.

    One that clashes with a like of the other widens that instead.
    """
    both = [kept.id, gone.id]
    touching = or_(Membership.organisation_id.in_(both), Membership.network_id.in_(both))
    rows = db.session.scalars(select(Membership).where(touching).order_by(Membership.id)).all()
    moving = [row for row in rows if gone.id in (row.organisation_id, row.network_id)]
    spells: dict[tuple[int, int], dict[int, Spell]] = defaultdict(dict)
    for row in rows:
        if row not in moving:
            spells[row.organisation_id, row.network_id][row.id] = row.spell
    renamed = {gone.id: kept.id}
    for row in moving:
        member = renamed.get(row.organisation_id, row.organisation_id)
        of = renamed.get(row.network_id, row.network_id)
        if member != of:
            _hand_over_membership(row, member, of, spells[member, of], ledger)


def _hand_over_membership(
    row: Membership, member: int, of: int, spells: dict[int, Spell], ledger: Ledger
) -> None:
    """Hand one membership over; spells are those that the two have already, by row."""
    near = [row_id for row_id, spell in spells.items() if clash(spell, row.spell)]
    if not near:
        ledger.set(Membership, row.id, organisation_id=member, network_id=of)
        spells[row.id] = row.spell
    elif len(near) == 1:
        wider = both_spells(spells[near[0]], row.spell)
        if not any(clash(wider, spell) for row_id, spell in spells.items() if row_id != near[0]):
            ledger.set(Membership, near[0], since=wider[0], until=wider[1])
            spells[near[0]] = wider


def _parents(kept: Organisation, gone: Organisation, ledger: Ledger) -> None:
    """Hand over what the one that goes is a part of, and what is a part of it.

    Of what both know, missing dates are filled.
    """
    both = [kept.id, gone.id]
    touching = or_(Parent.organisation_id.in_(both), Parent.parent_id.in_(both))
    rows = db.session.scalars(select(Parent).where(touching).order_by(Parent.id)).all()
    moving = [row for row in rows if gone.id in (row.organisation_id, row.parent_id)]
    known = {(row.organisation_id, row.parent_id): row for row in rows if row not in moving}
    renamed = {gone.id: kept.id}
    for row in moving:
        pair = (
            renamed.get(row.organisation_id, row.organisation_id),
            renamed.get(row.parent_id, row.parent_id),
        )
        if (same := known.get(pair)) is not None:
            ledger.set(Parent, same.id, since=same.since or row.since)
        elif pair[0] != pair[1] and not _closes_circle(row, *pair):
            ledger.set(Parent, row.id, organisation_id=pair[0], parent_id=pair[1])
            known[pair] = row


def _closes_circle(row: Parent, organisation_id: int, parent_id: int) -> bool:
    if row.until is not None:
        return False
    try:
        parents.refuse_circle(organisation_id, parent_id)
    except Circle:
        return True
    return False


def _sectors(kept: Organisation, gone: Organisation, ledger: Ledger) -> None:
    have = select(OrganisationSector.sector_id).where(OrganisationSector.organisation_id == kept.id)
    lacking = (
        OrganisationSector.organisation_id == gone.id,
        OrganisationSector.sector_id.not_in(have),
    )
    ledger.set_where(OrganisationSector, and_(*lacking), organisation_id=kept.id)
