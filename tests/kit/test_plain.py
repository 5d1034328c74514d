"""Statements past the session: they find what they should, and hide nothing from who watches."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Delete, Integer, Update, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from tests import databases
from tests.cast import Cast, soon
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock, editions, plain
from webinar_hub.kit.db import db
from webinar_hub.kit.editions import EVERYTHING
from webinar_hub.kit.making import making
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.people.models import Affiliation, Consent, ConsentKind, Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.web.models import FormAnswer

_PERSON = {"key": "k", "name": "Maria", "name_key": "maria", "title_before": "", "title_after": ""}


def test_columns_are_read_as_their_types(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting()
    wanted = select(plain.columns(Meeting)["starts_at"])
    assert plain.run(wanted)[0].starts_at == meeting.starts_at


def test_what_is_added_is_read_as_it_was_given_with_what_nobody_gave(app: Flask) -> None:
    table, now = plain.columns(Letter), clock.now()
    given = {"facts": {"a": [1, "Ü"]}, "lane": Lane.CHANGES, "due": now, "next_at": now}
    given |= {"kind": "k", "subject": "s", "language": "id", "written_at": now}
    with db.engine.connect() as connection:
        connection.execute(insert(Person).values(_PERSON | {"added_at": now, "id": 7}))
        connection.commit()
    adding = insert(Letter).values(person_id=7).returning(table.id)
    [added] = plain.run(adding, given | {"message_id": "m"})
    names = ("facts", "lane", "due", "state", "emptied", "address")
    own = table.id == bindparam("of", type_=Integer)
    known = table.state.in_([LetterState.NEW, LetterState.SENT])
    [found] = plain.run(
        select(*(table[name] for name in names)).where(own, known), {"of": added.id}
    )
    assert [*found] == [given["facts"], Lane.CHANGES, now, LetterState.NEW, False, None]


def test_what_is_run_together_goes_in_its_order_and_each_gives_its_own(
    app: Flask, cast: Cast
) -> None:
    person, table = cast.maria(), plain.columns(Affiliation)
    organisation = cast.organisation("Yayasan")
    adding = insert(Affiliation).returning(table.person_id)
    row = {"person_id": person.id, "organisation_id": organisation.id, "since": clock.now()}
    many = select(func.count().label("many")).select_from(Affiliation)
    before, one, after = plain.together((many, {}), (adding, row), (many, {}))
    assert (before[0].many, one[0].person_id, after[0].many) == (0, person.id, 1)


def test_an_error_is_told_as_the_session_tells_it_and_nothing_stays(app: Flask, cast: Cast) -> None:
    person = cast.maria()
    adding = insert(Consent)
    row = {"person_id": person.id, "kind": ConsentKind.NEWS, "agreed": True, "language": "id"}
    row |= {"text_version": "1", "source": "form", "answered_at": clock.now()}

    def add() -> None:
        plain.together((adding, row), (adding, row | {"agreed": None}), (adding, row))

    with pytest.raises(IntegrityError):
        db.write(add)
    assert databases.count(Consent) == 0


def test_many_are_read_as_they_were_given_or_none_is_there(app: Flask) -> None:
    row = {"reference": "r", "made_at": clock.now()}
    many = [{"form_id": str(number), **row} for number in range(1_001)]
    db.write(plain.add, FormAnswer, many)
    found = db.session.scalars(select(FormAnswer).order_by(FormAnswer.id)).all()
    assert [each.form_id for each in found] == [each["form_id"] for each in many]
    assert {each.made_at for each in found} == {row["made_at"]}
    with pytest.raises(IntegrityError):
        db.write(plain.add, FormAnswer, [{"form_id": "new", **row}, many[0]])
    assert databases.count(FormAnswer) == len(many)


def test_what_is_run_last_is_there_after_the_commit_or_nothing_is(app: Flask, cast: Cast) -> None:
    meeting, adding = cast.meeting(), insert(FormAnswer)
    row = {"form_id": "one", "reference": "r", "made_at": clock.now()}
    before = editions.numbers(db.session.connection(), [EVERYTHING])

    def change(title: str) -> None:
        db.lock(Meeting, meeting.id).title = title
        plain.last(adding, row)

    db.write(change, "first")
    raised = editions.numbers(db.session.connection(), [EVERYTHING])
    with pytest.raises(IntegrityError):
        db.write(change, "second")
    db.session.rollback()
    assert databases.count(FormAnswer) == 1
    assert db.session.scalar(select(Meeting.title)) == "first"
    assert before != raised == editions.numbers(db.session.connection(), [EVERYTHING])


@pytest.mark.parametrize("many", [False, True])
def test_a_seat_that_is_added_raises_the_edition_of_its_session(
    sqlite_app: Flask, cast: Cast, many: bool
) -> None:
    meeting = cast.meeting()
    registration = cast.registration(cast.maria(), meeting)
    other = cast.meeting(meeting.series, starts_at=soon(days=9))
    name = editions.name("seat", other.id)
    row = {"registration_id": registration.id, "meeting_id": other.id, "queued_at": clock.now()}
    row["status"] = SeatStatus.CONFIRMED
    db.session.rollback()
    if many:
        db.write(plain.add, Seat, [row])
    else:
        db.write(plain.run, insert(Seat), row)
    assert editions.numbers(db.session.connection(), [name])[name] > 0


@pytest.mark.parametrize(
    "statement",
    [
        update(Registration).values(code="ABCD"),
        delete(Registration),
        update(Entry).values(verb="moved"),
    ],
    ids=lambda each: f"{type(each).__name__} {each.table.name}",
)
def test_what_the_session_watches_over_is_refused(
    sqlite_app: Flask, statement: Update | Delete
) -> None:
    with pytest.raises(ValueError, match=str(statement.table)):
        plain.run(statement)


def test_a_page_that_is_made_to_be_kept_notices_its_moments(sqlite_app: Flask, cast: Cast) -> None:
    meeting = cast.meeting()
    now = clock.now()
    columns = plain.columns(Meeting)
    with making({EVERYTHING: 0}) as page:
        found = plain.run(select(columns["id"]).where(columns["starts_at"] > now))
        page.settle(db.session.connection())
    assert [row.id for row in found] == [meeting.id]
    assert abs(page.until - meeting.starts_at) < timedelta(seconds=5)
