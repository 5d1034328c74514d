"""One becomes two again, to the letter; what came in between stays with who had stayed."""

from datetime import timedelta
from typing import Any

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.records.merged_lives import (
    RICH,
    anew,
    emptied,
    life,
    lived,
    merge,
    pair,
    state,
    undo,
    wrote,
)
from webinar_hub.history.ledger import (
    UNDO_WITHIN,
    TooLateToUndo,
    UndoLaterFirst,
    UndoneAlready,
)
from webinar_hub.kit import clock
from webinar_hub.kit.db import Base, db
from webinar_hub.messages.models import Letter
from webinar_hub.people.actions import find_or_add
from webinar_hub.people.holdings import moved
from webinar_hub.people.models import Decision, Duplicate
from webinar_hub.records.letters import MERGED
from webinar_hub.records.same import actions as merging
from webinar_hub.records.same import forgetting, rules
from webinar_hub.records.same.actions import Part
from webinar_hub.registrations import queries as registered
from webinar_hub.registrations.models import Registration, Seat, SeatStatus


def _back_and_forth(
    cast: Cast, one: dict[str, Any], other: dict[str, Any], chosen: set[Part]
) -> None:
    programme = cast.programme()
    weekly, cohort = (
        cast.series(programme),
        cast.series(programme, name="Angkatan 1", rolling=False),
    )
    meetings = [
        cast.meeting(series, starts_at=soon(days=day))
        for series in (weekly, cohort)
        for day in (-8, -1)
    ]
    first, second = lived(cast, 1, one, meetings), lived(cast, 2, other, meetings)
    third = cast.person("Siti Rahma", phone="+6281200000077")
    pair(second, third, decision=Decision.DIFFERENT)
    found = pair(first, second)
    before = state()
    try:
        done = db.write(merging.merge, found.id, frozenset(chosen), by=DIRECTOR, now=clock.now())
    except rules.ThirdPerson:
        assert state() == before
        return
    gone = done.gone_id
    left = {
        model.__tablename__: [row for row in _of(model, gone) if how.same is None]
        for model, how in moved()
    }
    assert not any(left.values()), left
    assert (
        db.session.scalar(
            select(Registration.id).where(
                Registration.person_id == gone, Registration.merged_into_id.is_(None)
            )
        )
        is None
    )
    undo(done)
    after = state()
    assert {name for name in before if before[name] != after[name]} == set()


def _of(model: type[Base], person_id: int) -> list[Any]:
    table = model.__table__
    return list(db.session.execute(select(table.c.id).where(table.c.person_id == person_id)))


_FEWER = hypothesis.settings(
    max_examples=hypothesis.settings().max_examples // 10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


_BARE = RICH | {
    **dict.fromkeys(("certificate", "organisation", "email", "phone")),
    "seats": (None, None, None, None),
    "came": (0, 0, 0, 0),
    "merged_before": False,
}
"""Whose one trace is a part in a session."""


@_FEWER
@given(one=life, other=life, chosen=st.sets(st.sampled_from(Part)))
@hypothesis.example(one=_BARE, other=_BARE | {"merged_before": True}, chosen=set())
def test_merging_and_undoing_leaves_everything_as_it_was(
    sqlite_app: Flask, cast: Cast, one: dict[str, Any], other: dict[str, Any], chosen: set[Part]
) -> None:
    with emptied():
        _back_and_forth(cast, one, other, chosen)


@pytest.mark.parametrize("chosen", [set(), {Part.NAME}, set(Part)])
def test_the_same_on_both_databases(app: Flask, cast: Cast, chosen: set[Part]) -> None:
    other = RICH | {
        "seats": (
            SeatStatus.CANCELLED,
            SeatStatus.CONFIRMED,
            SeatStatus.CONFIRMED,
            SeatStatus.CONFIRMED,
        ),
        "came": (0, 115, 20, 20),
    }
    _back_and_forth(cast, RICH, other | {"name": "Dr. Sitti Aminah, S.Sos."}, chosen)


def test_a_freed_place_goes_to_who_waits_and_is_not_taken_back(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting(capacity=2)
    one, other = (
        cast.person("Siti Aminah", phone="+6281200000001"),
        cast.person("Sitti Aminah", email="siti@example.org"),
    )
    first, second = cast.registration(one, meeting), cast.registration(other, meeting)
    waits = cast.registration(cast.suparmin(), meeting, status=SeatStatus.WAITLISTED)
    done = merge(one, other)

    def places() -> list[SeatStatus]:
        wanted = [first.id, second.id, waits.id]
        found = dict(
            db.session.execute(
                select(Seat.registration_id, Seat.status).where(Seat.registration_id.in_(wanted))
            ).all()
        )
        return [found[each] for each in wanted]

    assert places() == [SeatStatus.CONFIRMED, SeatStatus.CANCELLED, SeatStatus.CONFIRMED]
    undo(done)
    assert places() == [SeatStatus.CONFIRMED] * 3


def test_what_came_since_stays_with_the_one_who_had_stayed(app: Flask, cast: Cast) -> None:
    series = cast.series()
    meeting, later = cast.meeting(series), cast.meeting(series, starts_at=soon(days=9))
    one, other = (
        cast.person("Siti Aminah", phone="+6281200000001"),
        cast.person("Sitti Aminah", email="siti@example.org"),
    )
    first, second = cast.registration(one, meeting), cast.registration(other, meeting)
    done = merge(one, other, Part.EMAIL)
    cast.registration(anew(one), later)
    new = cast.registration(anew(one), cast.meeting(cast.series(cast.programme("Lain"))))
    kept = anew(one)
    kept.email = "baru@example.org"
    db.session.commit()
    wrote(kept, "programme:x", meeting.starts_at)
    undo(done)
    assert (anew(one).email, anew(other).email) == ("baru@example.org", "siti@example.org")
    assert [each.meeting_id for each in anew(first).seats] == [meeting.id, later.id]
    assert [(each.meeting_id, each.status) for each in anew(second).seats] == [
        (meeting.id, SeatStatus.CONFIRMED)
    ]
    assert anew(new).person_id == one.id
    assert list(db.session.scalars(select(Letter.person_id).where(Letter.kind != MERGED))) == [
        one.id
    ]
    assert registered.by_link(cast.links.link_key, cast.link(second)).id == second.id


def test_undoing_has_an_end_and_an_order(app: Flask, cast: Cast) -> None:
    one, two, three = (
        cast.person("Siti Aminah"),
        cast.person("Sitti Aminah"),
        cast.person("Aminah Siti"),
    )
    first = merge(one, two)
    second = merge(one, three)
    with pytest.raises(UndoLaterFirst):
        undo(first)
    with pytest.raises(TooLateToUndo):
        undo(second, now=clock.now() + UNDO_WITHIN + timedelta(seconds=1))
    undo(second)
    with pytest.raises(UndoneAlready):
        undo(second)
    undo(first)
    assert [anew(each).merged_into_id for each in (one, two, three)] == [None, None, None]
    assert [each.decision for each in db.session.scalars(select(Duplicate))] == [None, None]


def test_a_chain_leads_to_the_last_and_is_undone_from_its_end(app: Flask, cast: Cast) -> None:
    one, two, three = (
        cast.person("Siti Aminah"),
        cast.person("Sitti Aminah"),
        cast.person("Aminah Siti", phone="+6281200000003"),
    )
    first = merge(two, three)
    second = merge(one, two)
    assert [anew(each).merged_into_id for each in (one, two, three)] == [None, one.id, one.id]
    found = db.write(
        find_or_add, typed_name="Aminah Siti", email=None, phone="+6281200000003", now=clock.now()
    )
    assert found.person.id == one.id
    with pytest.raises(UndoLaterFirst):
        undo(first)
    undo(second), undo(first)
    assert [anew(each).merged_into_id for each in (one, two, three)] == [None, None, None]


def test_a_merge_can_be_undone_without_who_decided_it(app: Flask, cast: Cast) -> None:
    """Whoever merged had their own data erased: their name goes, the way back stays."""
    one, other = cast.person("Siti Aminah", phone="+6281200000001"), cast.person("Sitti Aminah")
    done = merge(one, other)
    db.write(forgetting.forget_person, [cast.suparmin()], {DIRECTOR.label})
    assert DIRECTOR.label not in repr(
        [anew(done).manifest, *db.session.scalars(select(Duplicate.decided_by))]
    )
    undo(anew(done))
    assert (anew(other).merged_into_id, db.session.scalar(select(Duplicate.decision))) == (
        None,
        None,
    )


def test_what_was_merged_long_ago_can_no_longer_be_told_apart(app: Flask, cast: Cast) -> None:
    done = merge(cast.person("Siti Aminah", phone="+6281200000001"), cast.person("Sitti Aminah"))
    assert db.write(forgetting.forget_manifests, before=clock.now() + timedelta(seconds=1)) == 1
    assert db.write(forgetting.forget_manifests, before=clock.now() + timedelta(seconds=1)) == 0
    with pytest.raises(TooLateToUndo):
        undo(anew(done))
