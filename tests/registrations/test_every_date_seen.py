"""Whoever takes in every date gets a place in those that they may see, and in no other."""

import pytest

from tests.cast import DIRECTOR, Cast, acting, soon
from tests.registrations.every_week import CONFIRMED, asked, hand_over_questions, held, plan
from tests.registrations.test_members import member
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.network.models import Organisation, OrganisationKind
from webinar_hub.programmes.models import Meeting, Programme, Series, State
from webinar_hub.programmes.repairing import actions as repairing
from webinar_hub.registrations.every_date import actions
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.every_date.rules import HEARD_OF
from webinar_hub.registrations.models import Registration
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.taking_in.actions import take_in

pytestmark = pytest.mark.usefixtures("app")


def later(cast: Cast, series: Series, state: State, weeks: int = 1) -> Meeting:
    meeting = cast.meeting(series, starts_at=soon(weeks=weeks))
    meeting.state = state
    db.session.commit()
    return meeting


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED, State.MEMBERS, State.UNLISTED])
def test_a_date_that_not_everybody_sees_is_not_taken(cast: Cast, state: State) -> None:
    """An unlisted date is for whoever has its address, a members' one for members alone."""
    series = cast.series()
    meeting = cast.meeting(series)
    hidden = later(cast, series, state)
    proved, unproved = asked(meeting, "Ani", proved=True), asked(meeting, "Budi")
    actions.catch_up(now=clock.now())
    for form in (proved, unproved):
        assert held(form.registration) == {1: CONFIRMED}
        assert [date.meeting_id for date in form.dates] == [meeting.id]
    db.write(repairing.show, hidden, State.PUBLISHED, by=DIRECTOR, now=clock.now())
    actions.catch_up(now=clock.now())
    for form in (proved, unproved):
        assert held(form.registration) == {1: CONFIRMED, 2: CONFIRMED}


@pytest.mark.parametrize("level", [Programme, Series])
@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED, State.MEMBERS])
def test_what_it_stands_in_counts_as_well(
    cast: Cast, level: type[Programme] | type[Series], state: State
) -> None:
    series = cast.series()
    form = asked(cast.meeting(series), proved=True)
    thing = series if level is Series else series.programme
    thing.state = state
    db.session.commit()
    plan(series, 1)
    actions.catch_up(now=clock.now())
    assert held(form.registration) == {1: CONFIRMED}


def test_the_act_that_publishes_gives_the_places(cast: Cast) -> None:
    series = cast.series()
    registration = asked(cast.meeting(series), proved=True).registration
    drafts = [later(cast, series, State.DRAFT, weeks) for weeks in (1, 2)]
    for number, draft in enumerate(drafts, 1):
        db.write(repairing.show, draft, State.PUBLISHED, by=DIRECTOR, now=clock.now())
        assert held(registration) == dict.fromkeys(range(1, number + 2), CONFIRMED)


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_a_skipped_date_that_is_hidden_by_now_is_not_taken_again(cast: Cast, state: State) -> None:
    meeting = cast.meeting()
    registration = asked(meeting, proved=True).registration
    db.write(standing.leave, registration, meeting.id, by=VISITOR, now=clock.now())
    meeting.state = state
    db.session.commit()
    with pytest.raises(NotFound):
        db.write(actions.take_again, registration, meeting.key, by=VISITOR, now=clock.now())


@pytest.fixture
def inside(cast: Cast) -> Organisation:
    """Return an organisation of the network that the secretariat is in."""
    network = cast.organisation("Jaringan Air", kind=OrganisationKind.NETWORK)
    organisation = cast.organisation("Yayasan Dalam")
    for each in (cast.secretariat().organisation, organisation):
        member(cast, each, network)
    return organisation


def of(registration: Registration, organisation: Organisation) -> None:
    registration.person.organisation_id = registration.organisation_id = organisation.id
    db.session.commit()


def test_a_date_for_members_is_taken_by_members_who_proved_their_form(
    cast: Cast, inside: Organisation
) -> None:
    series = cast.series(cast.programme(owner=cast.secretariat().organisation))
    meeting = cast.meeting(series)
    names = ("Ani", "Budi", "Cici")
    ani, budi, cici = (asked(meeting, name, proved=name != "Cici") for name in names)
    of(ani.registration, inside)
    of(budi.registration, cast.organisation("Yayasan Luar"))
    of(cici.registration, inside)
    later(cast, series, State.MEMBERS)
    actions.catch_up(now=clock.now())
    assert held(ani.registration) == {1: CONFIRMED, 2: CONFIRMED}
    assert held(budi.registration) == held(cici.registration) == {1: CONFIRMED}


def test_a_draft_makes_nobody_pause(cast: Cast) -> None:
    series = cast.series()
    meeting = cast.meeting(series, starts_at=soon(weeks=1))
    draft = later(cast, series, State.DRAFT, weeks=0)
    every = every_date.of_registration(asked(meeting, proved=True).registration)
    assert every is not None
    db.write(actions.ask_whether_still_coming, every.id, now=clock.now())
    hand_over_questions()
    at = draft.ends_at + HEARD_OF
    assert at < meeting.starts_at
    assert not db.write(actions.pause_next_unanswered, now=at)
    draft.state = State.PUBLISHED
    db.session.commit()
    assert db.write(actions.pause_next_unanswered, now=at)


def test_a_place_given_during_a_pause_is_not_lost_by_going_on(cast: Cast) -> None:
    series = cast.series()
    meeting = cast.meeting(series, capacity=1)
    ani = asked(meeting, "Ani", proved=True).registration
    db.write(actions.pause, ani, by=VISITOR, now=clock.now())
    db.write(take_in, ani.person, meeting, by=acting(ani.person), now=clock.now())
    asked(meeting, "Budi", proved=True)
    db.write(actions.go_on, ani, by=VISITOR, now=clock.now())
    assert held(ani) == {1: CONFIRMED}
