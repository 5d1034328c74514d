"""Taking a list along, on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select

from webinar_hub.attendance.lists import actions
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting

pytestmark = pytest.mark.usefixtures("app")


def test_an_export_is_written_down(app: Flask, meeting: Meeting, theresia: Actor) -> None:
    db.write(
        actions.note_export,
        meeting.id,
        "csv",
        columns=["No.", "Name"],
        registrations=["a", "b"],
        by=theresia,
        now=clock.now(),
    )
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.actor_id, entry.verb, entry.subject_key) == (
        theresia.id,
        "exported list",
        meeting.key,
    )
    assert entry.after == {
        "form": "csv",
        "columns": ["No.", "Name"],
        "rows": 2,
        "registrations": ["a", "b"],
    }
