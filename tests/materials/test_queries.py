"""What stays of sessions is counted in one statement."""

from flask import Flask

from tests.cast import Cast
from tests.materials.steps import linked, recorded
from tests.statements import statements
from webinar_hub.materials.queries import Kept, kept


def test_materials_are_counted_and_a_recording_is_measured(app: Flask, cast: Cast) -> None:
    series = cast.series()
    whole, linked_only, bare, other = (cast.meeting(series) for _ in range(4))
    recorded(whole, minutes=95)
    for meeting in (whole, whole, linked_only, other):
        linked(meeting)
    with statements() as seen:
        found = kept([whole.id, linked_only.id, bare.id])
    assert found == {
        whole.id: Kept(2, 95),
        linked_only.id: Kept(1, None),
        bare.id: Kept(0, None),
    }
    assert len(seen) == 1
