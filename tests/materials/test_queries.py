"""What stays of sessions is counted by the way."""

from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.materials.steps import linked, recorded
from webinar_hub.kit.db import db
from webinar_hub.materials.queries import KEPT, Kept
from webinar_hub.programmes.models import Meeting


def test_materials_are_counted_and_a_recording_is_measured(app: Flask, cast: Cast) -> None:
    series = cast.series()
    whole, linked_only, bare, other = (cast.meeting(series) for _ in range(4))
    recorded(whole, minutes=95)
    for meeting in (whole, whole, linked_only, other):
        linked(meeting)
    wanted = select(Meeting.id, *KEPT).where(Meeting.id != other.id)
    assert {row[0]: Kept(*row[1:]) for row in db.session.execute(wanted)} == {
        whole.id: Kept(2, 95, 0),
        linked_only.id: Kept(1, None, 0),
        bare.id: Kept(0, None, 0),
    }
