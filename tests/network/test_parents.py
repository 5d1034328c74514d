"""What is a part of what: dated or not, never in a circle, on both databases."""

import threading
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network import parents, rules
from webinar_hub.network.models import Organisation, Parent, ParentKind


def _put(below: Organisation, above: Organisation, since: date | None = None) -> Parent:
    return db.write(
        parents.put_below,
        below,
        above,
        ParentKind.BRANCH,
        since=since,
        by=DIRECTOR,
        now=clock.now(),
    )


def _correct(link: Parent, since: date | None, until: date | None) -> Parent:
    return db.write(
        parents.correct_part,
        link,
        kind=ParentKind.NETWORK,
        since=since,
        until=until,
        by=DIRECTOR,
        now=clock.now(),
    )


def test_a_branch_is_put_below_corrected_and_taken_away(app: Flask, cast: Cast) -> None:
    branch, whole = cast.organisation("Pelita Kupang"), cast.organisation("Yayasan Pelita")
    link = _put(branch, whole)
    with pytest.raises(rules.AlreadyPart):
        _put(branch, whole)
    with pytest.raises(rules.EndsBeforeStart):
        _correct(link, date(2020, 1, 1), date(2019, 1, 1))
    _correct(link, date(2020, 1, 1), None)
    [shown] = parents.above(branch)
    assert (shown.parent.name, shown.kind, shown.since, shown.until) == (
        "Yayasan Pelita",
        ParentKind.NETWORK,
        date(2020, 1, 1),
        None,
    )
    db.write(parents.remove_part, parents.link_of(branch, link.key), by=DIRECTOR, now=clock.now())
    assert parents.above(branch) == []
    verbs = db.session.scalars(
        select(Entry.verb).where(Entry.subject_key == branch.key).order_by(Entry.id)
    ).all()
    assert verbs == ["became part", "corrected a part", "is no part"]


def test_nothing_is_a_part_of_itself_over_however_many(app: Flask, cast: Cast) -> None:
    first, second, third = (cast.organisation(name) for name in ("Satu", "Dua", "Tiga"))
    with pytest.raises(rules.Circle):
        _put(first, first)
    _put(first, second)
    link = _put(second, third)
    with pytest.raises(rules.Circle):
        _put(third, first)
    _correct(link, None, date(2020, 1, 1))
    _put(third, first)
    with pytest.raises(rules.Circle):
        _correct(link, None, None)


def test_what_is_closed_gets_no_part(app: Flask, cast: Cast) -> None:
    closed, other = cast.organisation("Tutup"), cast.organisation("Buka")
    closed.closed_at = clock.now()
    db.session.commit()
    with pytest.raises(rules.Closed):
        _put(closed, other)
    with pytest.raises(rules.UnknownParent):
        _put(other, closed)


def _close_from_both_sides(app: Flask, ring: list[int]) -> list[str]:
    """Put the first below the second and the third below the fourth at the same moment.

    Return what was refused.
    """
    gate, refused = threading.Barrier(2), []

    def put(below: int, above: int) -> None:
        with app.app_context():
            one, other = (db.session.get_one(Organisation, ring[place]) for place in (below, above))
            gate.wait()
            try:
                _put(one, other)
            except rules.Circle as refusal:
                refused.append(refusal.code)
            db.session.remove()

    both = [threading.Thread(target=put, args=pair) for pair in ((0, 1), (2, 3))]
    for each in both:
        each.start()
    for each in both:
        each.join()
    return refused


def test_two_at_once_close_no_circle(app: Flask, cast: Cast) -> None:
    """Each of two acts alone closes no ring of four, both do."""
    for attempt in range(5):
        ring = [cast.organisation(f"{name} {attempt}") for name in ("Satu", "Dua", "Tiga", "Empat")]
        _put(ring[1], ring[2])
        _put(ring[3], ring[0])
        ids = [each.id for each in ring]
        refused = _close_from_both_sides(app, ids)
        db.session.rollback()
        assert (refused, len(parents.above_all(ids))) == (["network.circle"], 3)
