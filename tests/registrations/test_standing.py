"""How it stands with a registration, and which form made it."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.cast import Cast
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.people import holdings
from webinar_hub.programmes.models import Meeting
from webinar_hub.records.own.reading import readable
from webinar_hub.registrations import queries
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import RegistrationState, Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.proof.actions import prove
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.web.jobs import answer_asked

pytestmark = pytest.mark.usefixtures("app")


def sent(meeting: Meeting) -> SentForm:
    key = db.write(
        joining.join,
        None,
        meeting.key,
        Application(
            name="Maria Goreti Bere",
            email="maria@example.org",
            phone=None,
            organisation="",
            region_code=None,
            consents={},
            language="id",
        ),
        by=VISITOR,
        now=clock.now(),
    )
    return sent_forms.by_key(key)


def test_a_registration_stands_until_its_last_seat_is_given_back_and_again_after_coming_back(
    cast: Cast,
) -> None:
    meeting = cast.meeting()
    registration = sent(meeting).registration
    assert (registration.state, registration.stands) == (RegistrationState.STANDING, True)
    db.write(standing.leave, registration, None, by=VISITOR, now=clock.now())
    assert (registration.state, registration.stands) == (RegistrationState.LEFT, False)
    assert queries.standing_of(registration.person) == []
    copied = dict(readable(holdings.copy_of(registration.person)))
    [row] = copied[_("Registrations")]
    assert (_("Status"), "Dibatalkan") in row
    assert sent(meeting).registration is registration
    assert queries.standing_of(registration.person) == [registration]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("state = 'gone'", "state"),
        ("person_id = NULL", "one_subject"),
        ("subject_organisation_id = (SELECT max(id) FROM organisation)", "one_subject"),
    ],
)
def test_the_database_refuses_an_unknown_state_and_anything_but_one_subject(
    cast: Cast, change: str, constraint: str
) -> None:
    cast.registration(cast.maria(), cast.meeting())
    with pytest.raises(IntegrityError, match=f"ck_registration_{constraint}"):
        db.session.execute(text(f"UPDATE registration SET {change}"))


def test_what_a_form_found_there_is_not_what_it_made_even_at_the_same_moment(cast: Cast) -> None:
    """Many may be registered in one act, with one moment for all."""
    meeting = cast.meeting()
    registration = cast.registration(cast.maria(), meeting)
    form = sent(meeting)
    registration.registered_at = form.sent_at
    db.session.commit()
    assert not form.made_registration
    assert sent_forms.proved(registration)


def test_who_cancels_and_registers_again_before_the_worker_came_is_in(cast: Cast) -> None:
    cast.region("91")
    meeting = cast.meeting()
    form = sent(meeting)
    db.write(prove, form, now=clock.now())
    db.write(standing.ask_to_leave, form, now=clock.now())
    sent(meeting)
    answer_asked()
    assert db.session.scalars(select(Seat.status)).all() == [SeatStatus.CONFIRMED]
