"""Each way into a seat, taken by many people at the same moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from tests.cast import DIRECTOR, Cast, soon
from webinar_hub.attendance.gathering import actions as gathering
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import (
    EveryDate,
    Proof,
    Registration,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.taking_in import actions as desk
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.registrations.waiting import answering

CONFIRMED, WAITS, OFFERED, GONE = (
    SeatStatus.CONFIRMED,
    SeatStatus.WAITLISTED,
    SeatStatus.OFFERED,
    SeatStatus.CANCELLED,
)
Act = Callable[[], object]


@dataclass(frozen=True)
class Race:
    """What is done at the same moment, and how the seats of a series' last date stand then."""

    series_id: int
    acts: Sequence[Act]
    after: dict[SeatStatus, int]


def write(action: Callable[..., Any], *subject: object, **facts: object) -> Any:
    return db.write(action, *subject, **facts, now=clock.now())


def who(number: int, *, every: bool = False) -> Application:
    name, email = f"Peserta {number}", f"p{number}@example.org"
    return Application(name, email, None, "", None, {}, "id", every_date=every)


def _person(cast: Cast, number: int, *meetings: Meeting, status: SeatStatus) -> Registration:
    person = cast.person(f"Peserta {number}", email=f"p{number}@example.org")
    return cast.registration(person, *meetings, status=status)


def _first_come(people: int, seats: int) -> dict[SeatStatus, int]:
    return {CONFIRMED: seats, WAITS: people - seats}


def by_form(cast: Cast, people: int, seats: int) -> Race:
    meeting = cast.meeting(capacity=seats)
    key = meeting.key

    def join(number: int) -> object:
        return write(joining.join, None, key, who(number), by=VISITOR)

    acts = [partial(join, number) for number in range(people)]
    return Race(meeting.series_id, acts, _first_come(people, seats))


def by_form_for_a_cohort(cast: Cast, people: int, seats: int) -> Race:
    series = cast.series(rolling=False, capacity=seats)
    for weeks in (1, 2):
        cast.meeting(series, starts_at=soon(weeks=weeks))
    key = series.key

    def join(number: int) -> object:
        return write(joining.join, key, None, who(number), by=VISITOR)

    acts = [partial(join, number) for number in range(people)]
    return Race(series.id, acts, _first_come(people, seats))


def by_form_after_giving_back(cast: Cast, people: int, seats: int) -> Race:
    meeting = cast.meeting(capacity=seats)
    for number in range(people):
        _person(cast, number, meeting, status=GONE)
    key = meeting.key

    def join(number: int) -> object:
        return write(joining.join, None, key, who(number), by=VISITOR)

    acts = [partial(join, number) for number in range(people)]
    return Race(meeting.series_id, acts, _first_come(people, seats))


def from_the_group(cast: Cast, people: int, seats: int) -> Race:
    meeting = cast.meeting(capacity=seats, starts_at=clock.now() + timedelta(minutes=15))
    meeting_id = meeting.id

    def gather(number: int) -> object:
        found = db.session.get_one(Meeting, meeting_id)
        facts = {"application": who(number), "source": str(number), "by": VISITOR}
        return write(gathering.gather, found, **facts)

    acts = [partial(gather, number) for number in range(people)]
    return Race(meeting.series_id, acts, _first_come(people, seats))


def at_the_desk(cast: Cast, people: int, seats: int) -> Race:
    meeting = cast.meeting(capacity=seats)
    meeting_id = meeting.id
    blank = {"phone": None, "organisation": "", "region_code": None, "by": DIRECTOR}

    def register(number: int) -> object:
        found = db.session.get_one(Meeting, meeting_id)
        facts = {"name": f"Peserta {number}", "email": f"p{number}@example.org", **blank}
        return write(desk.register, found, **facts)

    acts = [partial(register, number) for number in range(people)]
    return Race(meeting.series_id, acts, _first_come(people, seats))


def _unproved(cast: Cast, meeting: Meeting, people: int) -> list[int]:
    """Return forms of people who wait for proof, passed over."""
    forms = []
    for number in range(people):
        registration = _person(cast, number, meeting, status=WAITS)
        form = cast.sent_form(registration, meeting)
        form.proof, form.dates[0].given = Proof.PASSED_OVER, WAITS
        registration.seats[0].sent_form_id = form.id
        forms.append(form.id)
    db.session.commit()
    return forms


def by_proof(cast: Cast, people: int, seats: int) -> Race:
    meeting = cast.meeting(capacity=seats)
    forms = _unproved(cast, meeting, people)

    def prove(form_id: int) -> object:
        return write(proof.prove, db.session.get_one(SentForm, form_id))

    acts = [partial(prove, form_id) for form_id in forms]
    return Race(meeting.series_id, acts, _first_come(people, seats))


def let_in_without_proof(cast: Cast, people: int, seats: int) -> Race:
    meeting = cast.meeting(capacity=seats)
    forms = _unproved(cast, meeting, people)

    def let_in(form_id: int) -> object:
        return write(waiting.let_in, [db.session.get_one(SentForm, form_id)], by=DIRECTOR)

    acts = [partial(let_in, form_id) for form_id in forms]
    return Race(meeting.series_id, acts, _first_come(people, seats))


def from_the_waiting_list(cast: Cast, people: int, _seats: int) -> Race:
    """All who have a place give it back at once, and as many wait."""
    meeting = cast.meeting(capacity=people)
    going = [_person(cast, each, meeting, status=CONFIRMED).id for each in range(people)]
    for number in range(people, 2 * people):
        _person(cast, number, meeting, status=WAITS)
    meeting_id = meeting.id

    def leave(row: int) -> object:
        found = db.session.get_one(Registration, row)
        return write(standing.leave, found, meeting_id, by=VISITOR)

    acts = [partial(leave, row) for row in going]
    return Race(meeting.series_id, acts, {CONFIRMED: people, GONE: people})


def by_an_offer(cast: Cast, people: int, _seats: int) -> Race:
    """Half of those with an offer take it, half decline, and as many wait."""
    meeting = cast.meeting(cast.series(capacity=people))
    meeting.series.offer_hours = 4
    asked = [_person(cast, each, meeting, status=OFFERED) for each in range(people)]
    for registration in asked:
        registration.seats[0].offered_until = clock.now() + timedelta(hours=4)
    for number in range(people, 2 * people):
        _person(cast, number, meeting, status=WAITS)
    db.session.commit()
    key, rows = meeting.key, [each.id for each in asked]

    def answer(row: int) -> object:
        action = answering.accept if row in rows[::2] else answering.decline
        return write(action, db.session.get_one(Registration, row), key, by=VISITOR)

    acts = [partial(answer, row) for row in rows]
    half = people // 2
    after = {CONFIRMED: half, OFFERED: half, GONE: half, WAITS: people - half}
    return Race(meeting.series_id, acts, after)


def by_a_larger_room(cast: Cast, people: int, seats: int) -> Race:
    """The room grows from one place while people register."""
    meeting = cast.meeting(capacity=1)
    key, meeting_id = meeting.key, meeting.id
    facts = {
        "version": meeting.version,
        "title": "",
        "description": "",
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "capacity": seats,
        "join_link": "",
        "by": DIRECTOR,
    }

    def resize() -> object:
        return write(planning.change_meeting, db.session.get_one(Meeting, meeting_id), **facts)

    def join(number: int) -> object:
        return write(joining.join, None, key, who(number), by=VISITOR)

    acts = [partial(join, number) for number in range(people - 1)]
    return Race(meeting.series_id, [resize, *acts], _first_come(people - 1, seats))


def _pausing(cast: Cast, meeting: Meeting, people: int) -> list[int]:
    found = []
    for number in range(people):
        registration = _person(cast, number, meeting, status=GONE)
        registration.seats[0].paused = True
        every = {"since": clock.now() - timedelta(days=1), "paused_at": clock.now()}
        db.session.add(EveryDate(registration_id=registration.id, **every))
        found.append(registration.id)
    db.session.commit()
    return found


def _go_on(row: int) -> object:
    return write(every_date.go_on, db.session.get_one(Registration, row), by=VISITOR)


def by_going_on(cast: Cast, people: int, seats: int) -> Race:
    """A third go on after a pause while the others register."""
    meeting = cast.meeting(capacity=seats)
    key, rows = meeting.key, _pausing(cast, meeting, people // 3)

    def join(number: int) -> object:
        return write(joining.join, None, key, who(number), by=VISITOR)

    acts = [partial(_go_on, row) for row in rows]
    acts += [partial(join, number) for number in range(people // 3, people)]
    return Race(meeting.series_id, acts, _first_come(people, seats))


def by_taking_again(cast: Cast, people: int, seats: int) -> Race:
    meeting = cast.meeting(capacity=seats)
    rows = [_person(cast, each, meeting, status=GONE).id for each in range(people)]
    key = meeting.key

    def take_again(row: int) -> object:
        return write(every_date.take_again, db.session.get_one(Registration, row), key, by=VISITOR)

    acts = [partial(take_again, row) for row in rows]
    return Race(meeting.series_id, acts, _first_come(people, seats))


def plan(series_id: int, capacity: int | None) -> object:
    starts = soon(weeks=4)
    facts = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "capacity": capacity}
    series = db.session.get_one(Series, series_id)
    return write(planning.plan_meeting, series, **facts, by=DIRECTOR)


def by_a_date_that_is_planned(cast: Cast, people: int, seats: int) -> Race:
    """A date is planned while people who take in every date go on."""
    meeting = cast.meeting()
    series_id, rows = meeting.series_id, _pausing(cast, meeting, people - 1)
    acts = [partial(_go_on, row) for row in rows]
    after = _first_come(people - 1, seats)
    return Race(series_id, [partial(plan, series_id, seats), *acts], after)


def by_asking_for_every_date(cast: Cast, people: int, _seats: int) -> Race:
    """A date is planned while people register for every date: each has it, whoever is first."""
    meeting = cast.meeting()
    key, series_id = meeting.key, meeting.series_id

    def join(number: int) -> object:
        return write(joining.join, None, key, who(number, every=True), by=VISITOR)

    acts = [partial(join, number) for number in range(people - 1)]
    return Race(series_id, [partial(plan, series_id, None), *acts], {CONFIRMED: people - 1})


def by_a_date_of_a_cohort(cast: Cast, people: int, _seats: int) -> Race:
    """A date is planned while people join the cohort, and one was in it before."""
    series = cast.series(rolling=False)
    _person(cast, people, cast.meeting(series), status=CONFIRMED)
    key, series_id = series.key, series.id

    def join(number: int) -> object:
        return write(joining.join, key, None, who(number), by=VISITOR)

    acts = [partial(join, number) for number in range(people - 1)]
    return Race(series_id, [partial(plan, series_id, None), *acts], {CONFIRMED: people})


WAYS: list[Callable[[Cast, int, int], Race]] = [
    by_form,
    by_form_for_a_cohort,
    by_form_after_giving_back,
    from_the_group,
    at_the_desk,
    by_proof,
    let_in_without_proof,
    from_the_waiting_list,
    by_an_offer,
    by_a_larger_room,
    by_going_on,
    by_taking_again,
    by_a_date_that_is_planned,
    by_asking_for_every_date,
    by_a_date_of_a_cohort,
]
