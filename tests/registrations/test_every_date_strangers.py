"""A stranger's form changes nothing of what somebody takes in every date of."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cast import Cast, soon
from tests.registrations.every_week import CONFIRMED, asked, held
from tests.registrations.full_form import EVERYTHING, sent
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.every_date import actions
from webinar_hub.registrations.models import SentForm
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.web.jobs import answer_asked

pytestmark = pytest.mark.usefixtures("app")


def for_one(meeting: Meeting) -> SentForm:
    """Send a form for one date with the address of whom `asked` registers."""
    typed = replace(EVERYTHING, name="Maria Bere", email="maria@example.org")
    return sent(meeting, replace(typed, region_code=None, guardian=None, age_band=None))


def left(form: SentForm) -> None:
    db.write(standing.ask_to_leave, form, now=clock.now())
    answer_asked()


def disowned(form: SentForm) -> None:
    db.write(standing.disown, form, by=VISITOR, now=clock.now())


@pytest.mark.parametrize("end", [left, disowned])
def test_whoever_pauses_takes_in_again_what_a_strangers_form_asked_for_and_gave_back(
    cast: Cast, end: Callable[[SentForm], None]
) -> None:
    series = cast.series()
    first, second = cast.meeting(series), cast.meeting(series, starts_at=soon(weeks=1))
    own = asked(first, proved=True).registration
    db.write(actions.pause, own, by=VISITOR, now=clock.now())
    end(for_one(second))
    db.write(actions.go_on, own, by=VISITOR, now=clock.now())
    assert held(own) == {1: CONFIRMED, 2: CONFIRMED}


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_strangers_earlier_form_gives_back_no_date_that_its_owner_takes_in(
    cast: Cast, goes_on: bool
) -> None:
    series = cast.series()
    first, second = cast.meeting(series), cast.meeting(series, starts_at=soon(weeks=1))
    if goes_on:
        own = for_one(first)
        db.write(proof.prove, own, now=clock.now())
        stranger = for_one(second)
        db.write(actions.go_on, own.registration, by=VISITOR, now=clock.now())
    else:
        stranger = for_one(second)
        own = asked(first, proved=True)
    left(stranger)
    assert held(own.registration) == {1: CONFIRMED, 2: CONFIRMED}
