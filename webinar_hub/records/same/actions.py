"""Make one person of two, and two again of one within thirty days. Each runs inside db.write.

Nothing is deleted: rows go over to the person who stays, and a ledger says which. Locks: the series
that both are in, then the people.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true

from webinar_hub.accounts import queries as accounts
from webinar_hub.attendance.minutes.actions import recompute
from webinar_hub.history.actions import note
from webinar_hub.history.ledger import Ledger, may_undo, take_back
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import NotFound
from webinar_hub.people import holdings
from webinar_hub.people import queries as people
from webinar_hub.people.models import (
    Decision,
    Duplicate,
    Person,
)
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.records import letters
from webinar_hub.records.models import Merge
from webinar_hub.records.same import queries, rules, uniting
from webinar_hub.registrations import personal_links
from webinar_hub.registrations import queries as registered
from webinar_hub.registrations.models import (
    Registration,
    Seat,
)
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.waiting import actions as waiting


class Part(StrEnum):
    """What is chosen of one of the two."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"


_COLUMNS: dict[Part, tuple[str, ...]] = {
    Part.NAME: ("name", "title_before", "title_after", "name_key"),
    Part.PHONE: ("phone",),
    Part.EMAIL: ("email",),
}

_FILLED = ("region_code", "organisation_id", "sex", "age_band")
"""What is taken from the one who goes where the one who stays has nothing."""


def merge(pair_id: int, chosen: frozenset[Part], *, by: Actor, now: datetime) -> Merge:
    """Make one person of a pair: everything of the one who goes belongs to the one who stays.

    chosen is what is taken from the one who goes; what is not taken stays with their row, under
    which the same human being is found again. No personal link that either had opens anything any
    more; each address that is theirs gets the new ones. Raises NotFound for a pair that is not the
    actor's, and AlreadyDecided, TwoAccounts, AccountElsewhere, ThirdPerson.
    """
    pair = queries.seen_by(by).locked(pair_id)
    kept, gone = who_stays(pair.one, pair.other)
    shared = _lock_shared(kept, gone)
    for row_id in sorted((kept.id, gone.id)):
        db.lock(Person, row_id)
    _refuse_merge(kept, gone, by)
    ledger = Ledger()
    reached = {
        address: each for each in (gone, kept) if (address := sent_forms.proved_address(each))
    }
    _name(kept, gone, chosen, ledger)
    freed = [series for series in shared if uniting.unite(series, kept, gone, ledger, now)]
    for model, moved in holdings.moved():
        uniting.move(model, moved, kept.id, gone.id, ledger)
    _decide(pair, kept, gone, ledger, by, now)
    ledger.set(Person, kept.id, compared_at=None)
    ledger.set(Person, gone.id, compared_at=None, merged_into_id=kept.id)
    ledger.set_where(Person, Person.merged_into_id == gone.id, merged_into_id=kept.id)
    db.session.expire_all()
    for series in freed:
        waiting.serve(series, now=now)
    personal_links.revoke(kept, by=by, now=now)
    _tell(kept, reached, now)
    done = Merge(
        kept_id=kept.id,
        gone_id=gone.id,
        by_id=by.id,
        by_label=by.label,
        at=now,
        manifest=ledger.stored(),
    )
    db.session.add(done)
    db.session.flush()
    note(by, "merged", gone, now=now, after={"kept": kept.key})
    note(by, "took in a person", kept, now=now, after={"other": gone.key, "taken": sorted(chosen)})
    return done


def _refuse_merge(kept: Person, gone: Person, by: Actor) -> None:
    """Raise AlreadyDecided, TwoAccounts or AccountElsewhere."""
    if any(each.merged_into_id or each.erased_at for each in (kept, gone)):
        raise rules.AlreadyDecided
    rules.may_merge(
        accounts=sum(accounts.of_person(each.id) is not None for each in (kept, gone)),
        everywhere=by.everywhere,
    )


def who_stays(one: Person, other: Person) -> tuple[Person, Person]:
    """Return of two people who stays and who goes.

    The one with an account stays, else the one who is known for longer.
    """
    has_account = {each.id for each in (one, other) if accounts.of_person(each.id) is not None}
    first, second = sorted((one, other), key=lambda each: (each.id not in has_account, each.id))
    return first, second


def _tell(kept: Person, reached: Mapping[str, Person], now: datetime) -> None:
    """Write to each address that was theirs where their pages are now."""
    for address, each in reached.items():
        elsewhere = address != sent_forms.proved_address(kept)
        letters.merged(each, address, registered.standing_of(kept), elsewhere=elsewhere, now=now)


def _lock_shared(kept: Person, gone: Person) -> list[Series]:
    series_of_gone = select(Registration.series_id).where(Registration.person_id == gone.id)
    shared = select(Registration.series_id).where(
        Registration.person_id == kept.id, Registration.series_id.in_(series_of_gone)
    )
    return [
        db.lock(Series, series_id)
        for series_id in db.session.scalars(shared.order_by(Registration.series_id)).all()
    ]


def _name(kept: Person, gone: Person, chosen: frozenset[Part], ledger: Ledger) -> None:
    """Exchange what is chosen between the two rows; fill what the kept one lacks."""
    columns = [column for part in Part for column in _COLUMNS[part] if part in chosen]
    of_kept, of_gone = (
        {column: getattr(each, column) for column in ("name_key", "email", "phone", *columns)}
        for each in (kept, gone)
    )
    new_kept = of_kept | {column: of_gone[column] for column in columns}
    new_gone = of_gone | {column: of_kept[column] for column in columns}
    for row in (new_kept, new_gone):
        _refuse_third(row, (kept.id, gone.id))
    ledger.set(Person, gone.id, email=None, phone=None)
    ledger.set(Person, kept.id, **new_kept, **_lacking(kept, gone))
    ledger.set(Person, gone.id, **new_gone)


def _refuse_third(row: Mapping[str, Any], two: Collection[int]) -> None:
    """Raise ThirdPerson where somebody besides two people has the name and address of a row."""
    there = [each for each in people.reached_at(row["email"], row["phone"]) if each.id not in two]
    if any(each.name_key == row["name_key"] for each in there):
        raise rules.ThirdPerson


def _lacking(kept: Person, gone: Person) -> dict[str, Any]:
    """Return what the one who stays gets of the other, and the earliest restriction of the two."""
    restricted = [each.restricted_at for each in (kept, gone) if each.restricted_at]
    return {
        **{name: getattr(gone, name) for name in _FILLED if getattr(kept, name) is None},
        "restricted_at": min(restricted, default=None),
    }


def _decide(
    pair: Duplicate, kept: Person, gone: Person, ledger: Ledger, by: Actor, now: datetime
) -> None:
    """Close the pair; whoever differs from one who goes differs from who stays."""
    decided = {"decided_at": now, "decided_by": by.label}
    ledger.set(Duplicate, pair.id, decision=Decision.SAME, **decided)
    differing = _pairs_of(gone.id, Duplicate.decision == Decision.DIFFERENT)
    known = _pairs_of(kept.id, true())
    for other_id, row in differing.items():
        if other_id == kept.id:
            continue
        if other_id not in known:
            first, second = sorted((kept.id, other_id))
            ledger.set(Duplicate, row.id, one_id=first, other_id=second)
        elif known[other_id].decision in (None, Decision.LATER):
            ledger.set(Duplicate, known[other_id].id, decision=Decision.DIFFERENT, **decided)


def _pairs_of(person_id: int, which: ColumnElement[bool]) -> dict[int, Duplicate]:
    found = db.session.scalars(
        select(Duplicate).where(
            or_(Duplicate.one_id == person_id, Duplicate.other_id == person_id), which
        )
    )
    return {each.other_id if each.one_id == person_id else each.one_id: each for each in found}


def undo(merge_id: int, *, by: Actor, now: datetime) -> Merge:
    """Make two people of one again, as they were.

    What came since stays with the one who had stayed. Raises NotFound for a merge that is not the
    actor's, and UndoneAlready, TooLateToUndo, UndoLaterFirst, ThirdPerson.
    """
    done = db.lock(Merge, merge_id)
    if not queries.may_take_back(by, done):
        raise NotFound
    for series_id in _series_of(done):
        db.lock(Series, series_id)
    for row_id in sorted((done.kept_id, done.gone_id)):
        db.lock(Person, row_id)
    later = select(Merge.id).where(
        Merge.kept_id == done.kept_id, Merge.id > done.id, Merge.undone_at.is_(None)
    )
    may_undo(
        at=done.at,
        undone=done.undone_at is not None,
        forgotten=not done.manifest,
        later=done.kept.merged_into_id is not None or db.session.scalar(later.limit(1)) is not None,
        now=now,
    )
    _refuse_taken(done)
    take_back(done.manifest)
    for meeting_id in sorted(_meetings_of(done)):
        recompute(db.lock(Meeting, meeting_id), now=now)
    _compare_anew(done)
    for each in (done.kept, done.gone):
        personal_links.revoke(each, by=by, now=now)
    letters.drop_merged(done.kept, done.gone, now=now)
    done.undone_at, done.undone_by = now, by.label
    note(by, "separated", done.gone, now=now, before={"kept": done.kept.key})
    note(by, "gave back", done.kept, now=now, before={"other": done.gone.key})
    return done


def _rows_of(done: Merge, model: type[Base]) -> set[int]:
    return {
        change[1] for change in done.manifest.get("changes", ()) if change[0] == model.__tablename__
    }


def _series_of(done: Merge) -> Iterable[int]:
    touched = (
        select(Registration.series_id)
        .join(Seat, Seat.registration_id == Registration.id)
        .where(Seat.id.in_(_rows_of(done, Seat)))
    )
    return db.session.scalars(touched.distinct().order_by(Registration.series_id)).all()


def _meetings_of(done: Merge) -> set[int]:
    return set(db.session.scalars(select(Seat.meeting_id).where(Seat.id.in_(_rows_of(done, Seat)))))


def _refuse_taken(done: Merge) -> None:
    """Raise ThirdPerson where somebody has the name and address that one gets back."""
    was = {column: getattr(done.gone, column) for column in ("name_key", "email", "phone")}
    for table, row_id, column, before, _after in reversed(done.manifest["changes"]):
        if table == "person" and row_id == done.gone_id and column in was:
            was[column] = before
    _refuse_third(was, (done.gone_id, done.kept_id))


def _compare_anew(done: Merge) -> None:
    """Let both be compared again if they were compared as one."""
    before = {
        change[1]: change[3]
        for change in done.manifest["changes"]
        if change[0] == "person" and change[2] == "compared_at"
    }
    for person in (done.kept, done.gone):
        if (person.compared_at and person.compared_at.isoformat()) != before.get(person.id):
            person.compared_at = None
    db.session.flush()


def decide(pair_id: int, decision: Decision, *, by: Actor, now: datetime) -> Duplicate:
    """Say that two people are two, once and for all, or put the pair off.

    Raises NotFound and AlreadyDecided; runs inside db.write.
    """
    pair = queries.seen_by(by).locked(pair_id)
    pair.decision, pair.decided_at, pair.decided_by = decision, now, by.label
    note(
        by,
        "decided on a pair",
        pair,
        now=now,
        after={"decision": decision, "one": pair.one.key, "two": pair.other.key},
    )
    db.session.flush()
    return pair
