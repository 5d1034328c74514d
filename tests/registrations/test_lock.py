"""What the lock of a series keeps others from, and how little is asked while it is held."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.registrations.ways_in import who
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.queries import asked_for


def test_a_form_asks_only_what_goes_by_seats_while_it_holds_the_series(
    postgresql_app: Flask, cast: Cast
) -> None:
    key, now = cast.meeting(capacity=2).key, clock.now()
    with statements() as seen:
        db.write(joining.join, None, key, who(1), source="warnet", by=VISITOR, now=now)
    locked = next(number for number, each in enumerate(seen) if "FOR NO KEY UPDATE" in each)
    held = [re.search(r"INSERT INTO (\w+)|$", each) for each in seen[locked + 1 :]]
    assert [each[1] for each in held if each] == [
        # How many seats there are, and who it is.
        None,
        "person",
        None,
        "registration",
        "sent_form",
        "form_date",
        "seat",
        # Whose turn it is at the mailbox.
        None,
        "letter",
        "edition",
    ]


@pytest.mark.parametrize("table", [Series, Meeting])
def test_what_only_points_to_a_session_does_not_wait_for_whoever_registers(
    postgresql_app: Flask, cast: Cast, table: type[Series] | type[Meeting]
) -> None:
    key = cast.meeting().key

    def hold() -> None:
        assert asked_for(None, key, clock.now())
        with db.engine.begin() as other:
            other.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
            # As the database does for a row that points there, such as a press at the door.
            other.execute(select(table.id).with_for_update(read=True, key_share=True))

    db.write(hold)
