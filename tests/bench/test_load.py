"""`make load` at its smallest starts and finds nothing wrong, and says what is wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, Select, delete, insert, select, update

from bench.load import found, running, stage
from bench.load.asking import Sent
from bench.load.coming import Comer, comers
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import Base, db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import Proof, Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import queries as sent_forms

_PEOPLE, _GROUP = 20, 10


def test_a_small_run_with_real_processes(tmp_path: Path) -> None:
    coming, places = comers(_PEOPLE, _GROUP, 2), {"today": 8, "next_date": 2}
    with running.over(tmp_path, f"sqlite:///{tmp_path}/hub.db", coming, places) as run:
        assert found.problems(run.crowd.sent, run.stage.places, run.known) == []
        asked = len(run.crowd.sent) + run.crowd.errors.total()
        assert (asked, bool(run.crowd.sent)) == (_PEOPLE + _GROUP, True)
        assert set(run.busy) == {"asking", "web", "worker"}
        run.crowd.taken["a step"], run.crowd.errors["an error"] = [0.1, 0.6], 1
        assert "a step" in run.slow
        assert "1 times an error" in run.problems()
        again = run.sink.taken[0]
        run.sink.taken.append(again)
        assert "1 letters arrived again, 0 may" in run.problems()
        assert "1 letters arrived again, 0 may" not in run.problems(repeats=1)


def _sent(app: Flask) -> tuple[list[Sent], stage.Stage, set[str]]:
    coming = sorted(comers(_PEOPLE, _GROUP, 6), key=lambda each: each.presses)
    set_up = stage.set_up(app, coming, today=8, next_date=2)
    known = {each.contact for each in coming if each.known}
    return [_join(each, set_up) for each in coming], set_up, known


def _join(comer: Comer, set_up: stage.Stage) -> Sent:
    email, phone = (comer.contact, None) if "@" in comer.contact else (None, comer.contact)
    form = Application(comer.name, email, phone, "", comer.region, {}, "id")
    key = set_up.today if comer.group else set_up.next_date
    sent = db.write(joining.join, None, key, form, by=VISITOR, now=clock.now())
    seated = sent_forms.by_key(sent).dates[0].given is SeatStatus.CONFIRMED
    return Sent(comer, comer.presses, comer.presses, seated)


def _spoilt(key: str) -> dict[str, Callable[[], object]]:
    """Return ways to spoil what is stored of a session, by what is to be said of each."""
    waiting = select(Seat).join(Seat.meeting).where(Meeting.key == key)
    line = waiting.where(Seat.status == SeatStatus.WAITLISTED).order_by(Seat.id)
    _first, *_others, last = db.session.scalars(line).all()
    seat, earlier = Seat.id == last.id, last.queued_at - timedelta(hours=1)
    held = Registration.id == last.registration_id
    form = SentForm.registration_id == last.registration_id
    person = select(Person).join(Registration, Registration.person_id == Person.id).where(held)
    letter = select(Letter).where(Letter.person_id == Registration.person_id, held)
    return {
        "1 lost": lambda: db.session.execute(delete(Seat).where(seat)),
        "3 have a place of 2": lambda: _set(Seat, seat, status=SeatStatus.CONFIRMED),
        "who came after somebody who waits": lambda: _set(Seat, seat, status=SeatStatus.CONFIRMED),
        "1 were told otherwise": lambda: _set(Seat, seat, status=SeatStatus.CONFIRMED),
        "1 wait behind": lambda: _set(Seat, seat, queued_at=earlier),
        "1 were registered before": lambda: _set(Registration, held, registered_at=earlier),
        "more than one person": lambda: _again(person, name_key="another"),
        "more than one form": lambda: _again(select(SentForm).where(form)),
        "more than one letter": lambda: _again(letter, subject="another", message_id="another"),
        "1 got no letter": lambda: _set(Letter, Letter.id == _id(letter), kind="another"),
        "1 were asked for proof": lambda: _set(SentForm, form, proof=Proof.HELD),
    }


def _set(table: type[Base], which: ColumnElement[bool], **values: object) -> None:
    db.session.execute(update(table).where(which).values(values))


def _id(rows: Select[Any]) -> int:
    return int(db.session.scalars(rows).one().id)


def _again(rows: Select[Any], **changed: object) -> None:
    """Store a row a second time."""
    row = db.session.scalars(rows).one()
    table = type(row).__table__
    values = {column.name: getattr(row, column.name) for column in table.columns}
    values |= {"key": "another", **changed}
    del values["id"]
    db.session.execute(insert(table).values(values))


def test_each_thing_that_can_go_wrong_is_said(app: Flask) -> None:
    sent, set_up, known = _sent(app)

    def problems() -> str:
        return "\n".join(found.problems(sent, set_up.places, known))

    assert problems() == ""
    for words, spoil in _spoilt(set_up.next_date).items():
        spoil()
        assert words in problems()
        db.session.rollback()
    assert problems() == ""
    first = next(each for each in sent if not each.comer.group)
    sent.append(replace(first, pressed=sent[-1].answered + 1))
    assert "1 overtook somebody" in problems()
