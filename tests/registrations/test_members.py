"""What is for members only, on the proved page and the organisation's desk."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import Cast, acting, soon
from tests.client import Client
from tests.databases import count
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.network.models import Membership, Organisation, OrganisationKind
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, State
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.taking_in.actions import take_in
from webinar_hub.registrations.taking_in.queries import open_to

TITLE = "Rapat Anggota"


def member(cast: Cast, organisation: Organisation, network: Organisation) -> None:
    db.session.add(
        Membership(organisation_id=organisation.id, network_id=network.id, since=date(2020, 1, 1))
    )
    db.session.commit()


def staged(cast: Cast) -> tuple[Meeting, Organisation, Organisation]:
    """A members-only session of a secretariat in a network; a member, and a stranger to it."""
    network = cast.organisation("Jaringan Air", kind=OrganisationKind.NETWORK)
    other = cast.organisation("Jaringan Lain", kind=OrganisationKind.NETWORK)
    inside, outside = cast.organisation("Yayasan Dalam"), cast.organisation("Yayasan Luar")
    owner = cast.secretariat().organisation
    for organisation, of in ((owner, network), (inside, network), (outside, other)):
        member(cast, organisation, of)
    meeting = cast.meeting(cast.series(cast.programme("Rapat", owner=owner)), title=TITLE)
    meeting.series.programme.state = State.MEMBERS
    db.session.commit()
    return meeting, inside, outside


def registered(cast: Cast, person: Person, organisation: Organisation) -> Registration:
    """A person of an organisation with a proved registration for something public."""
    person.organisation_id = organisation.id
    public = cast.meeting(cast.series(cast.programme(f"Umum {organisation.name}")))
    registration = cast.registration(person, public)
    registration.organisation_id = organisation.id
    cast.sent_form(registration, public, proved=True)
    return registration


def sent(client: Client, page: str, **fields: str) -> dict[str, str]:
    """Return what a form of a page sends, with these fields besides."""
    [token] = dict(client.form(page).fields)["csrf_token"]
    return {"csrf_token": token, **fields}


@pytest.mark.usefixtures("app")
def test_the_owners_network_and_nobody_else(cast: Cast) -> None:
    meeting, inside, outside = staged(cast)
    now = clock.now()
    assert open_to([inside.id], now) == [meeting]
    assert open_to([outside.id], now) == open_to([], now) == []
    ended = db.session.scalars(
        select(Membership).where(Membership.organisation_id == inside.id)
    ).one()
    ended.until = date(2021, 1, 1)
    db.session.commit()
    assert open_to([inside.id], now) == []
    for state in (State.PUBLISHED, State.UNLISTED, State.ARCHIVED, State.DRAFT):
        meeting.series.programme.state = state
        ended.until = None
        db.session.commit()
        assert open_to([inside.id], now) == [], state


@pytest.mark.usefixtures("sqlite_app")
def test_a_member_registers_on_the_own_page(client: Client, cast: Cast) -> None:
    meeting, inside, outside = staged(cast)
    maria, stranger = (
        registered(cast, cast.maria(), inside),
        registered(cast, cast.suparmin(), outside),
    )
    own = cast.page(client, maria)
    assert TITLE in client.get(own).text
    answer = client.submit(own, action="/anggota", meeting=meeting.key)
    assert answer.status_code == 303
    seat = db.session.scalars(select(Seat).where(Seat.meeting_id == meeting.id)).one()
    assert (seat.status, seat.registration_id != maria.id) == (SeatStatus.CONFIRMED, True)
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.verb, count(Letter)) == ("registered", 1)
    foreign = cast.page(client, stranger)
    assert TITLE not in client.get(foreign).text
    refused = client.post(f"{foreign}/anggota", data=sent(client, foreign, meeting=meeting.key))
    assert refused.status_code == 404
    assert client.get(f"/sesi/{meeting.key}").status_code == 404


@pytest.mark.usefixtures("sqlite_app")
def test_a_page_without_proof_shows_nothing_of_it(client: Client, cast: Cast) -> None:
    meeting, inside, _outside = staged(cast)
    person = cast.maria()
    person.organisation_id = inside.id
    public = cast.meeting(cast.series(cast.programme("Umum")))
    registration = cast.registration(person, public)
    cast.sent_form(registration, public, made_registration=True)
    own = cast.page(client, registration)
    assert TITLE not in client.get(own).text
    client.post(f"{own}/anggota", data=sent(client, own, meeting=meeting.key))
    assert db.session.scalars(select(Seat).where(Seat.meeting_id == meeting.id)).all() == []


@pytest.mark.usefixtures("sqlite_app")
def test_a_focal_person_registers_their_people(client: Client, cast: Cast) -> None:
    meeting, inside, outside = staged(cast)
    maria = registered(cast, cast.maria(), inside)
    other = registered(cast, cast.suparmin(), outside)
    cast.sign_in(client, cast.focal(inside))
    desk = f"/desk/lembaga-saya/{inside.key}"
    assert (
        client.submit(desk, action="/anggota", who=maria.key, meeting=meeting.key).location == desk
    )
    [taken] = db.session.scalars(
        select(Registration).where(Registration.series_id == meeting.series_id)
    )
    assert (taken.person_id, taken.organisation_id) == (maria.person_id, inside.id)
    assert client.get(desk).text.count("<option") == 1, "of her two registrations"
    facts = sent(client, desk, who=other.key, meeting=meeting.key)
    assert client.post(f"{desk}/anggota", data=facts).status_code == 404


@pytest.mark.usefixtures("app")
def test_a_cohort_for_members_is_joined_with_all_its_dates(cast: Cast) -> None:
    meeting, inside, _outside = staged(cast)
    series = cast.series(meeting.series.programme, rolling=False, capacity=1)
    first, second = cast.meeting(series), cast.meeting(series, starts_at=soon(days=9))
    assert open_to([inside.id], clock.now()) == [meeting, first]
    people = [cast.maria(), cast.suparmin()]
    held = [db.write(take_in, each, first, by=acting(each), now=clock.now()) for each in people]
    statuses = [[seat.status for seat in each.seats] for each in held]
    assert statuses == [[SeatStatus.CONFIRMED] * 2, [SeatStatus.WAITLISTED] * 2]
    assert second.capacity == 1
