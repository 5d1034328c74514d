"""What people and the desk do, done in the hub and in a second, simple account."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from tests import databases
from tests.cast import DIRECTOR, Cast, soon
from tests.registrations.full_form import EVERYTHING
from tests.registrations.seats_model import CANCELLED, CONFIRMED, OFFERED, Account, Date
from webinar_hub.attendance.gathering import actions as gathering
from webinar_hub.attendance.lists import queries as lists
from webinar_hub.attendance.lists.tables import AttendeeState
from webinar_hub.kit.actor import VISITOR, Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import WIB
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations import queries
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.every_date import queries as taking_in
from webinar_hub.registrations.every_date.queries import HowMany
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import Registration, Seat, SentForm
from webinar_hub.registrations.offering.rules import after_waking_hours
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.taking_in import actions as desk
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.registrations.waiting import answering
from webinar_hub.registrations.waiting import queries as waiting_list
from webinar_hub.web import asked

PEOPLE = 5
CAPACITIES = st.sampled_from((None, None, 1, 2, 3))
NUMBERS = st.integers(0, 59)
DOOR, BEFORE = 1800, 120
"""The door opens half an hour before a date; no date begins, for each step takes a second."""


BY = st.sampled_from((VISITOR, DIRECTOR))


def _who(person: int) -> Application:
    return replace(
        EVERYTHING,
        name=f"Peserta {person}",
        email=f"p{person}@example.org",
        region_code=None,
        guardian=None,
        age_band=None,
        wishes=None,
    )


class Seats(RuleBasedStateMachine):
    """Does each act in the hub and in the account; a new act is a rule of both."""

    stage: Cast
    acts_done = 0

    def __init__(self) -> None:
        super().__init__()
        databases.empty(db.engine)
        db.session.remove()
        self.account = Account()
        self.begins = soon(weeks=2)
        self.series_id = self.stage.series().id
        self.registrations: dict[int, int] = {}
        self.forms: list[int] = []
        self.meetings: list[int] = []
        self.plan(None)

    @property
    def now(self) -> datetime:
        return self.begins - timedelta(weeks=1) + timedelta(seconds=self.account.now)

    def when(self, starts: int) -> datetime:
        return self.begins - timedelta(weeks=1) + timedelta(seconds=starts)

    def write(self, action: Callable[..., Any], *subject: object, **facts: object) -> Any:
        return db.write(action, *subject, now=self.now, **facts)

    def date(self, number: int) -> int | None:
        """Return a date that takes place, None where there is none."""
        found = [each for each, date in enumerate(self.account.dates) if not date.cancelled]
        return found[number % len(found)] if found else None

    def known(self, number: int) -> int:
        return self.account.people[number % len(self.account.people)]

    def registration(self, person: int) -> Registration:
        return db.session.get_one(Registration, self.registrations[person])

    def tick(self, seconds: int = 1) -> None:
        """Let time pass, and the job run that passes on what was offered long enough."""
        type(self).acts_done += 1
        self.account.now += seconds
        while self.write(waiting.let_lapse_next):
            pass
        self.account.expire()

    def waits_until(self, since: int) -> int:
        ends = after_waking_hours(self.when(since), 1, WIB)
        return round((ends - self.when(0)).total_seconds())

    @rule(on=st.booleans())
    def offer(self, on: bool) -> None:
        self.tick()
        series = db.session.get_one(Series, self.series_id)
        series.offer_hours = 1 if on else None
        db.session.commit()
        self.account.waits_until = self.waits_until if on else None

    @precondition(lambda self: self.account.offered())
    @rule(number=NUMBERS, action=st.sampled_from((answering.accept, answering.decline)))
    def answer(self, number: int, action: Callable[..., Any]) -> None:
        self.tick()
        offered = self.account.offered()
        if not offered:
            return
        person, date = offered[number % len(offered)]
        key = db.session.get_one(Meeting, self.meetings[date]).key
        self.write(action, self.registration(person), key, by=VISITOR)
        if action is answering.accept:
            self.account.seats[person, date].status = CONFIRMED
        else:
            self.account.give_back(person, [date])

    def until(self) -> int:
        """Return how long the shortest offer lasts."""
        return self.account.seats[self.account.offered()[0]].until

    @precondition(lambda self: self.account.offered() and self.before_any_date(self.until()))
    @rule()
    def expire(self) -> None:
        shortest = self.account.offered()[0]
        self.tick(max(1, self.until() - self.account.now))
        assert self.account.seats[shortest].status != OFFERED

    def before_any_date(self, moment: int) -> bool:
        return moment < self.account.dates[self.account.first()].starts - BEFORE

    @rule(capacity=CAPACITIES)
    def plan(self, capacity: int | None) -> None:
        if len(self.account.dates) == 6:
            return
        self.tick()
        starts = 604_800 + 86_400 * len(self.account.dates)
        if starts < self.account.now + DOOR:
            return
        series = db.session.get_one(Series, self.series_id)
        meeting = self.write(
            planning.plan_meeting,
            series,
            starts_at=self.when(starts),
            ends_at=self.when(starts + 3600),
            capacity=capacity,
            by=DIRECTOR,
        )
        self.meetings.append(meeting.id)
        self.account.dates.append(Date(starts, capacity))
        self.account.take()

    @rule(number=NUMBERS, capacity=CAPACITIES)
    def resize(self, number: int, capacity: int | None) -> None:
        self._change(number, capacity=capacity)

    @rule(number=NUMBERS, days=st.integers(0, 7))
    def move(self, number: int, days: int) -> None:
        starts = 604_800 + 86_400 * days + 3600
        if starts > self.account.now + DOOR:
            self._change(number, starts=starts)

    def _change(self, number: int, **wanted: Any) -> None:
        self.tick()
        date = self.date(number)
        if date is None:
            return
        each = self.account.dates[date]
        before = replace(each)
        for name, value in wanted.items():
            setattr(each, name, value)
        meeting = db.session.get_one(Meeting, self.meetings[date])
        self.write(
            planning.change_meeting,
            meeting,
            version=meeting.version,
            title="",
            description="",
            starts_at=self.when(each.starts),
            ends_at=self.when(each.starts + 3600),
            capacity=each.capacity,
            join_link="",
            by=DIRECTOR,
        )
        if before != each:
            self.account.serve()
            self.account.take()

    @rule(number=NUMBERS)
    def call_off(self, number: int) -> None:
        self.tick()
        date = self.date(number)
        if date is None or len(self.account.dates) < 3:
            return
        meeting = db.session.get_one(Meeting, self.meetings[date])
        self.write(planning.cancel_meeting, meeting, reason="Banjir", by=DIRECTOR)
        self.account.dates[date].cancelled = True

    @rule(person=st.integers(0, PEOPLE - 1), number=NUMBERS, every=st.booleans())
    def register(self, person: int, number: int, every: bool) -> None:
        self.tick()
        date = self.date(number)
        if date is None:
            return
        key = db.session.get_one(Meeting, self.meetings[date]).key
        who = replace(_who(person), every_date=every)
        form = self.write(joining.join, None, key, who, by=VISITOR)
        self._sent(person, sent_forms.by_key(form))
        self.account.register(person, date, every=every)

    def _sent(self, person: int, form: SentForm) -> None:
        self.forms.append(form.id)
        self.registrations[person] = form.registration_id

    @precondition(lambda self: not self.account.dates[self.account.first()].cancelled)
    @rule(person=st.integers(0, PEOPLE - 1))
    def join_from_the_group(self, person: int) -> None:
        """Come by the group's address, when the door of the first date is open."""
        date = self.account.first()
        self.tick(max(1, self.account.dates[date].starts - DOOR - self.account.now))
        meeting = db.session.get_one(Meeting, self.meetings[date])
        facts = {"application": _who(person), "source": f"{len(self.forms)}", "by": VISITOR}
        self._sent(person, self.write(gathering.gather, meeting, **facts))
        self.account.register(person, date, every=False)

    @rule(person=st.integers(0, PEOPLE - 1), number=NUMBERS)
    def register_at_the_desk(self, person: int, number: int) -> None:
        self.tick()
        date = self.date(number)
        if date is None or date in self.account.live(person):
            return
        meeting, who = db.session.get_one(Meeting, self.meetings[date]), _who(person)
        facts = {"name": who.name, "email": who.email, "phone": None, "by": DIRECTOR}
        self.write(desk.register, meeting, organisation="", region_code=None, **facts)
        self.registrations[person] = db.session.scalars(
            select(Registration.id).join(Registration.person).where(Person.email == who.email)
        ).one()
        self.account.take_in(person, date)

    @precondition(lambda self: self.forms)
    @rule(number=NUMBERS)
    def prove(self, number: int) -> None:
        self.tick()
        form = number % len(self.forms)
        if self.account.forms[form].open:
            self.write(proof.prove, db.session.get_one(SentForm, self.forms[form]))
            self.account.prove(form)

    @precondition(lambda self: self.account.people)
    @rule(number=NUMBERS, which=NUMBERS, by=BY)
    def skip(self, number: int, which: int, by: Actor) -> None:
        self.tick()
        person = self.known(number)
        coming = self._coming(person)
        live = [date for date in coming if not self.account.dates[date].cancelled]
        if live:
            date = live[which % len(live)]
            meeting_id = self.meetings[date]
            self.write(standing.leave, self.registration(person), meeting_id, by=by)
            self.account.give_back(person, [date])

    def _coming(self, person: int) -> list[int]:
        return sorted(self.account.live(person))

    @precondition(lambda self: self.account.people)
    @rule(number=NUMBERS, by=BY)
    def stop(self, number: int, by: Actor) -> None:
        self.tick()
        person = self.known(number)
        wishes = any(form.every for form in self.account.forms if form.person == person)
        if self._coming(person) or wishes or person in self.account.own:
            self.write(standing.leave, self.registration(person), None, by=by)
            self.account.stop(person)

    @precondition(lambda self: self.account.people)
    @rule(number=NUMBERS)
    def pause(self, number: int) -> None:
        self.tick()
        person = self.known(number)
        self.write(every_date.pause, self.registration(person), by=VISITOR)
        own = self.account.own.get(person)
        if own and own.paused_at is None:
            self.account.pause(person)

    @precondition(lambda self: self.account.people)
    @rule(number=NUMBERS)
    def go_on(self, number: int) -> None:
        self.tick()
        person = self.known(number)
        self.write(every_date.go_on, self.registration(person), by=VISITOR)
        self.account.go_on(person)

    @precondition(lambda self: self.account.people)
    @rule(number=NUMBERS, which=NUMBERS)
    def take_again(self, number: int, which: int) -> None:
        self.tick()
        person = self.known(number)
        skipped = [
            date
            for (who, date), seat in self.account.seats.items()
            if who == person and seat.status == CANCELLED and not seat.paused
        ]
        skipped = [date for date in skipped if not self.account.dates[date].cancelled]
        if skipped:
            date = sorted(skipped)[which % len(skipped)]
            key = db.session.get_one(Meeting, self.meetings[date]).key
            self.write(every_date.take_again, self.registration(person), key, by=VISITOR)
            self.account.take_again(person, date)

    @precondition(lambda self: self.forms)
    @rule(number=NUMBERS, which=st.none() | NUMBERS)
    def leave_by_form(self, number: int, which: int | None) -> None:
        self.tick()
        form = number % len(self.forms)
        dates = sorted(self.account.forms[form].dates)
        date = None if which is None else dates[which % len(dates)]
        meeting_id = None if date is None else self.meetings[date]
        sent = db.session.get_one(SentForm, self.forms[form])
        self.write(standing.ask_to_leave, sent, meeting_id)
        while self.write(asked.answer_next):
            pass
        self.account.leave_by_form(form, date)

    @rule()
    def catch_up(self) -> None:
        self.tick()
        every_date.catch_up(now=self.now)

    @invariant()
    def the_hub_agrees_with_the_account(self) -> None:
        db.session.expire_all()
        people = {row: person for person, row in self.registrations.items()}
        dates = {row: date for date, row in enumerate(self.meetings)}
        held = db.session.execute(select(Seat.registration_id, Seat.meeting_id, Seat.status))
        assert {(people[who], dates[where]): str(status) for who, where, status in held} == {
            key: seat.status for key, seat in self.account.seats.items()
        }
        waiting = waiting_list.in_order(self.series_id, self.now)
        for date, meeting_id in enumerate(self.meetings):
            here = [seat for seat in waiting if seat.meeting_id == meeting_id]
            line = [people[seat.registration_id] for seat in here]
            # Of a date that was cancelled nobody gets a place.
            waits = [] if self.account.dates[date].cancelled else self.account.waiting(date)
            assert line == [person for person, _seat in waits]

    @invariant()
    def nobody_waits_while_a_place_is_free(self) -> None:
        for date, each in enumerate(self.account.dates):
            assert each.cancelled or not (self.account.free(date) and self.account.waiting(date))

    @invariant()
    def pages_count_alike(self) -> None:
        counts = queries.counts(self.meetings)
        for date, meeting_id in enumerate(self.meetings):
            taken, waiting = self.account.taken(date), len(self.account.waiting(date))
            shown = lists.figures(meeting_id)
            assert (counts[meeting_id].confirmed, counts[meeting_id].waitlisted) == (taken, waiting)
            assert (shown.seated, shown.by_status[AttendeeState.WAITING]) == (taken, waiting)
        stand = {form.person for form in self.account.forms if form.every}
        stand |= {who for who, own in self.account.own.items() if own.paused_at is None}
        pause = self.account.own.keys() - stand
        assert taking_in.how_many(self.series_id) == HowMany(len(stand), len(pause))

    @invariant()
    def whoever_pauses_holds_no_place_but_what_was_asked_for_since(self) -> None:
        for person, own in self.account.own.items():
            for (who, _date), seat in self.account.seats.items():
                if who == person and own.paused_at is not None and seat.status != CANCELLED:
                    assert seat.turn[0] > own.paused_at
