"""A province counts its own people alone in a meeting of others."""

from sqlalchemy import select

from tests.attendance.roll_call.at_the_door import HALL, note
from tests.cast import DIRECTOR, NTT, Cast
from webinar_hub.attendance import queries
from webinar_hub.attendance.entering import actions as entering
from webinar_hub.attendance.lists import queries as lists
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration


def test_who_comes_presses_and_came_is_counted_of_its_own_people_alone(
    cast: Cast, meeting: Meeting
) -> None:
    meeting.venue = HALL
    cast.secretariat("53")
    people = db.session.scalars(select(Registration)).all()
    for each in people:
        each.seats[0].at_venue = True
    db.session.commit()
    for each in people:
        db.write(entering.enter, each.id, meeting.key, now=meeting.starts_at)
    note(meeting, *people, by=DIRECTOR)
    own = queries.seen_by(NTT, meeting.key).people
    counted = [
        (lists.coming(meeting.id, *some), lists.figures(meeting.id, *some).pressed)
        for some in ((), (own,))
    ]
    assert counted == [(2, 2), (1, 1)]
    assert (lists.came(meeting.id), lists.came(meeting.id, own)) == (2, 1)
