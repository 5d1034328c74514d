"""Many at once take numbers from one line, one is rolled back: no gap, no number twice.

On SQLite, where writers go one by one, forty do in long runs alone. The control takes the lock away
and must see the promise broken, or the race would prove nothing.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from tests import databases
from tests.cast import DIRECTOR, Cast
from tests.cast_network import together
from tests.certificates import cohorts
from tests.conftest import LONG
from webinar_hub.certificates import queries
from webinar_hub.certificates.issuing import actions
from webinar_hub.certificates.models import Certificate, NumberLine
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.network.models import Secretariat
from webinar_hub.programmes.models import Series

FORTY, FEW = 40, 12
"""People at once. Fewer are enough for a control."""


class PulledOut(Exception):
    """What befalls one of them after it took its number."""


@dataclass
class Outcome:
    """What stands in the tables after a race of so many, and what they met."""

    threads: int
    sequences: list[int]
    last: int | None
    errors: list[Exception] = field(default_factory=list)

    @property
    def gap_free(self) -> bool:
        """Say whether the numbers follow one another and only the one pulled out met an error."""
        rest = list(range(1, self.threads))
        return (
            self.sequences == rest
            and self.last == self.threads - 1
            and [type(e) for e in self.errors] == [PulledOut]
        )


def race(app: Flask, series_id: int, persons: list[int], write: Callable[..., Any]) -> Outcome:
    """Let each of the persons take a certificate in a thread of its own, all at the same moment."""
    start, errors = threading.Barrier(len(persons)), []

    def take(number: int, person: int) -> None:
        series = db.session.get_one(Series, series_id)
        made = actions.issue(series, [person], by=DIRECTOR, now=clock.now())
        assert len(made) == 1
        if number == len(persons) // 2:
            raise PulledOut

    def run(number: int, person: int) -> None:
        with app.app_context():
            start.wait(30)
            try:
                write(take, number, person)
            except Exception as error:  # noqa: BLE001
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(persons)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    sequences = db.session.scalars(
        select(Certificate.sequence).order_by(Certificate.sequence)
    ).all()
    last = db.session.scalar(select(NumberLine.last))
    return Outcome(len(persons), list(sequences), last, errors)


@together
def attended(cast: Cast, number: int) -> tuple[Series, list[int]]:
    series, meetings = cohorts.over(cast, cohorts.programme(cast), meetings=1, required=None)
    people = [
        cast.person(f"Peserta {each}", email=f"p{each}@example.org") for each in range(number)
    ]
    for person in people:
        cohorts.attended(cast, person, meetings, present=1)
    return series, [person.id for person in people]


def test_numbers_have_no_gap_and_none_is_given_twice(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    forty = LONG or db.engine.dialect.name == "postgresql"
    series, persons = attended(cast, FORTY if forty else FEW)
    databases.let_everybody_wait(monkeypatch)
    outcome = race(app, series.id, persons, db.write)
    assert outcome.gap_free, outcome


def test_without_the_lock_the_promise_breaks(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    series, persons = attended(cast, FEW)
    cohorts.number_line(cast)
    readers = threading.Barrier(4)

    def line_without_lock(_issuer: Secretariat, _kind: object, _now: object) -> NumberLine:
        line = db.session.scalars(select(NumberLine)).one()
        readers.wait(30)
        return line

    def write_without_lock(action: Callable[..., Any], *args: Any) -> None:
        db.acts.append(tokens.key())
        try:
            action(*args)
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise

    monkeypatch.setattr(actions, "_locked_line", line_without_lock)
    outcome = race(app, series.id, persons, write_without_lock)
    assert not outcome.gap_free
    assert [error for error in outcome.errors if isinstance(error, DatabaseError)] != []


def test_two_presses_at_once_give_one_certificate_each(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    databases.let_everybody_wait(monkeypatch)
    series, meetings = cohorts.over(cast, cohorts.programme(cast), meetings=1, required=None)
    for person in (cast.maria(), cast.suparmin()):
        cohorts.attended(cast, person, meetings, present=1)
    start, made = threading.Barrier(2), []

    def press(series_id: int) -> None:
        with app.app_context():
            start.wait(30)
            issued = db.write(
                lambda: actions.issue(
                    db.session.get_one(Series, series_id), by=DIRECTOR, now=clock.now()
                )
            )
            made.append(len(issued))
            db.session.remove()

    threads = [threading.Thread(target=press, args=(series.id,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sorted(made) == [0, 2]
    assert sorted(c.sequence for c in queries.of_series(series.id)) == [1, 2]
