"""Statements past the session: they find what they should, and hide nothing from who watches."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Insert, delete, insert, select, update

from tests.cast import Cast
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock, plain
from webinar_hub.kit.db import db
from webinar_hub.kit.editions import EVERYTHING
from webinar_hub.kit.making import making
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat


def test_columns_are_read_as_their_types(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting()
    wanted = select(plain.columns(Meeting)["starts_at"])
    assert plain.run(wanted).scalar() == meeting.starts_at


@pytest.mark.parametrize(
    "statement",
    [
        insert(Seat),
        insert(Person),
        update(Registration).values(code="ABCD"),
        delete(Registration),
        update(Entry).values(verb="moved"),
    ],
    ids=lambda each: f"{type(each).__name__} {each.table.name}",
)
def test_what_the_session_watches_over_is_refused(sqlite_app: Flask, statement: Insert) -> None:
    with pytest.raises(ValueError, match=str(statement.table.name)):
        plain.run(statement)


def test_a_page_that_is_made_to_be_kept_notices_its_moments(sqlite_app: Flask, cast: Cast) -> None:
    meeting = cast.meeting()
    now = clock.now()
    columns = plain.columns(Meeting)
    with making({EVERYTHING: 0}) as page:
        found = plain.run(select(columns["id"]).where(columns["starts_at"] > now)).all()
        page.settle(db.session.connection())
    assert [row.id for row in found] == [meeting.id]
    assert abs(page.until - meeting.starts_at) < timedelta(seconds=5)
