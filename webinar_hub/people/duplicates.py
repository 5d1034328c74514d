"""How people who may be one are found.

New and changed ones are compared with the few whose names sound alike or whose address is theirs.
Nobody is compared with everybody. They are looked for while nobody waits for it: only what was
found is written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from webinar_hub.kit import tokens
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.people import rules
from webinar_hub.people.models import Decision, Duplicate, Person, Sound
from webinar_hub.people.names import loose_words
from webinar_hub.people.rules import Proposal, Traits
from webinar_hub.people.sounds import sounds

BATCH = 50
_RARE = 60
"""As many people as may share a key for it to say something within a province.

beyond, only within one organisation.
"""
_COMMON = 1_500
"""A key that more people share than this says nothing: those are found by their addresses."""
_AT_AN_ADDRESS = 20
"""An address that more people share than this says nothing by itself.

Anybody can type it with any number of names.
"""
PAIRS = 20
"""In as many pairs does anybody stand at most, the likeliest."""

Pair = tuple[int, int]


def compare_due(*, now: datetime, most: int = BATCH) -> int:
    """Compare a batch of the people who are new or changed since they were compared.

    Return how many, 0 when all are done.

    Writes twice, both times shortly; who was changed, merged or erased in between is left to the
    next batch.
    """
    batch = db.write(_listen_to_some, most)
    if batch:
        proposed, compared = _proposed(list(batch))
        db.write(_keep, batch, proposed, compared, now=now)
    return len(batch)


def _listen_to_some(most: int) -> dict[int, Traits | None]:
    """Write down the sounds of some people who wait, and return what is compared of them.

    None: of whoever was merged or erased nothing is.
    """
    due = select(Person).where(Person.compared_at.is_(None)).order_by(Person.id).limit(most)
    batch = db.session.scalars(due.with_for_update(skip_locked=True)).all()
    _listen(batch)
    traits = _traits([person.id for person in batch])
    return {person.id: traits.get(person.id) for person in batch}


def compare_again(*, before: datetime) -> None:
    """Let everybody who was last compared before a moment be compared again.

    Rules change, and so do organisations. Runs inside db.write.
    """
    old = update(Person).where(Person.compared_at < before)
    db.session.execute(
        old.values(compared_at=None), execution_options={"synchronize_session": False}
    )


def _listen(batch: Sequence[Person]) -> None:
    """Write down afresh under which keys these people are found.

    Whoever was merged or erased is found under none.
    """
    db.session.execute(delete(Sound).where(Sound.person_id.in_([person.id for person in batch])))
    rows = [
        {"person_id": person.id, "key": key}
        for person in batch
        if person.merged_into_id is None and person.erased_at is None
        for key in sorted(sounds(person.name))
    ]
    if rows:
        db.session.execute(insert(Sound), rows)


def _proposed(ids: Sequence[int]) -> tuple[dict[Pair, Proposal], dict[int, Traits]]:
    """Return who may be one with these people, and what was compared of everybody."""
    met = _same_sound(ids) | _same_address(ids)
    traits = _traits({each for pair in met for each in pair})
    proposals = {
        pair: rules.propose(traits[pair[0]], traits[pair[1]])
        for pair in met
        if pair[0] in traits and pair[1] in traits
    }
    return {pair: proposal for pair, proposal in proposals.items() if proposal is not None}, traits


def _same_sound(ids: Sequence[int]) -> set[Pair]:
    their_sounds = select(Sound.key).where(Sound.person_id.in_(ids))
    shared = (
        select(Sound.key, func.count())
        .where(Sound.key.in_(their_sounds))
        .group_by(Sound.key)
        .having(func.count() > 1)
    )
    sizes = {key: number for key, number in db.session.execute(shared) if number <= _COMMON}
    found: set[Pair] = set()
    for keys, within in (
        (_up_to(sizes, _RARE), False),
        (sizes.keys() - _up_to(sizes, _RARE), True),
    ):
        if keys:
            found |= _meeting(ids, keys, within_organisation=within)
    return found


def _up_to(sizes: dict[str, int], most: int) -> set[str]:
    return {key for key, number in sizes.items() if number <= most}


def _meeting(ids: Sequence[int], keys: Iterable[str], *, within_organisation: bool) -> set[Pair]:
    one_sound, other_sound = aliased(Sound), aliased(Sound)
    one, other = aliased(Person), aliased(Person)
    pairs = select(one_sound.person_id, other_sound.person_id).join(
        other_sound, other_sound.key == one_sound.key
    )
    pairs = pairs.join(one, one.id == one_sound.person_id).join(
        other, other.id == other_sound.person_id
    )
    pairs = pairs.where(
        one_sound.person_id.in_(ids),
        one_sound.key.in_(list(keys)),
        other_sound.person_id != one_sound.person_id,
    )
    near = one.organisation_id == other.organisation_id
    if not within_organisation:
        near = or_(near, func.substr(one.region_code, 1, 2) == func.substr(other.region_code, 1, 2))
    return _ordered(db.session.execute(pairs.where(near)))


def _same_address(ids: Sequence[int]) -> set[Pair]:
    found: set[Pair] = set()
    for name in ("phone", "email"):
        one, other = aliased(Person), aliased(Person)
        one_address, other_address = getattr(one, name), getattr(other, name)
        there = getattr(Person, name)
        few = (
            select(there)
            .where(there.in_(select(one_address).where(one.id.in_(ids))))
            .group_by(there)
            .having(func.count() <= _AT_AN_ADDRESS)
        )
        pairs = select(one.id, other.id).join(other, other_address == one_address)
        found |= _ordered(
            db.session.execute(
                pairs.where(one.id.in_(ids), other.id != one.id, one_address.in_(few))
            )
        )
    return found


def _ordered(pairs: Iterable[Row[int, int]]) -> set[Pair]:
    return {(min(one, other), max(one, other)) for one, other in pairs}


def _traits(ids: Iterable[int]) -> dict[int, Traits]:
    """Return what is compared of each of these people, of whoever was merged or erased nothing."""
    wanted, found = sorted(ids), {}
    columns = (
        Person.id,
        Person.name,
        Person.email,
        Person.phone,
        Person.organisation_id,
        Person.region_code,
    )
    for many in parts(wanted, 5_000):
        some = select(*columns).where(
            Person.id.in_(many),
            Person.merged_into_id.is_(None),
            Person.erased_at.is_(None),
        )
        for row_id, name, email, phone, organisation_id, region_code in db.session.execute(some):
            found[row_id] = Traits(
                tuple(loose_words(name)), email, phone, organisation_id, region_code
            )
    return found


def _keep(
    batch: Mapping[int, Traits | None],
    proposed: Mapping[Pair, Proposal],
    compared: Mapping[int, Traits],
    *,
    now: datetime,
) -> None:
    """Store the proposals about a batch of people.

    What somebody decided stays, what nothing speaks for any more goes.
    """
    waiting = (
        select(Person.id)
        .where(Person.id.in_(batch), Person.compared_at.is_(None))
        .with_for_update()
    )
    locked = db.session.scalars(waiting).all()
    same = _traits({*batch, *compared})
    ids = {each for each in locked if same.get(each) == batch[each]}
    standing = {
        pair: proposal
        for pair, proposal in proposed.items()
        if all(same.get(each) == compared[each] for each in pair)
    }
    _rewrite(standing, ids, now=now)
    db.session.execute(
        update(Person).where(Person.id.in_(ids)).values(compared_at=now),
        execution_options={"synchronize_session": False},
    )


def _rewrite(standing: Mapping[Pair, Proposal], ids: set[int], *, now: datetime) -> None:
    """Let what stands about these people be what is stored, save what somebody decided."""
    about = select(Duplicate).where(or_(Duplicate.one_id.in_(ids), Duplicate.other_id.in_(ids)))
    known = {(each.one_id, each.other_id): each for each in db.session.scalars(about)}
    for pair, each in known.items():
        proposal = standing.get(pair)
        if proposal is not None:
            each.score, each.reasons = proposal.score, " ".join(proposal.reasons)
        elif each.decision in (None, Decision.LATER):
            db.session.delete(each)
    db.session.flush()
    new = {
        pair: standing[pair] for pair in standing.keys() - known.keys() if not ids.isdisjoint(pair)
    }
    rows = [
        {
            "key": tokens.key(),
            "one_id": one,
            "other_id": other,
            "score": p.score,
            "reasons": " ".join(p.reasons),
            "found_at": now,
            "decided_by": "",
        }
        for (one, other), p in _likeliest(new)
    ]
    if rows:
        db.session.execute(insert(Duplicate), rows)


def _likeliest(new: Mapping[Pair, Proposal]) -> list[tuple[Pair, Proposal]]:
    """Return the proposals for which both have room, the likeliest first."""
    stands = Counter[int]()
    concerned = {each for pair in new for each in pair}
    for side in (Duplicate.one_id, Duplicate.other_id):
        undecided = (
            select(side, func.count())
            .where(side.in_(concerned), Duplicate.decision.is_(None))
            .group_by(side)
        )
        stands.update(dict(db.session.execute(undecided).all()))
    found = []
    for pair, proposal in sorted(new.items(), key=lambda each: (-each[1].score, each[0])):
        if all(stands[each] < PAIRS for each in pair):
            stands.update(pair)
            found.append((pair, proposal))
    return found
