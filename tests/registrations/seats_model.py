"""A second, simple account of seats, beside the hub's own: what each act should lead to."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

WAITS, CONFIRMED, CANCELLED, OFFERED = "waitlisted", "confirmed", "cancelled", "offered"


@dataclass
class Seat:
    """A place in the account; turn orders the line: the moment of asking, then the row.

    until: how long it is offered.
    """

    row: int
    status: str
    turn: tuple[int, int]
    form: int | None
    paused: bool = False
    until: int = 0


@dataclass
class Every:
    """That a person, or a form of theirs, takes in every date from one on."""

    row: int
    since: int
    paused_at: int | None = None


@dataclass
class Form:
    """A form: who sent it when, and its dates, True while they stand."""

    person: int
    sent_at: int
    first: int
    dates: dict[int, bool]
    every: Every | None
    proved: bool = False
    open: bool = True


@dataclass
class Date:
    """A date of the series: when it begins, how many fit in, whether it takes place."""

    starts: int
    capacity: int | None
    cancelled: bool = False


@dataclass
class Account:
    """Everybody's seats by person and date, in whole numbers alone; now is the present moment.

    waits_until: until when an offer made at a moment waits; None: places are given at once.
    """

    now: int = 0
    waits_until: Callable[[int], int] | None = None
    rows: int = 0
    dates: list[Date] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    """In the order in which they registered."""

    seats: dict[tuple[int, int], Seat] = field(default_factory=dict)
    own: dict[int, Every] = field(default_factory=dict)

    def first(self) -> int:
        """Return the date that begins first, even if it was cancelled."""
        return min(range(len(self.dates)), key=lambda each: (self.dates[each].starts, each))

    def taken(self, date: int) -> int:
        """Return how many places of a date are taken."""
        return sum(
            seat.status in (CONFIRMED, OFFERED)
            for (_who, where), seat in self.seats.items()
            if where == date
        )

    def waiting(self, date: int) -> list[tuple[int, Seat]]:
        """Return who waits for a date, in the order of the line."""
        line = [
            (who, seat)
            for (who, where), seat in self.seats.items()
            if where == date and seat.status == WAITS
        ]
        return sorted(line, key=lambda each: each[1].turn)

    def free(self, date: int) -> bool:
        """Say whether one more fits in."""
        capacity = self.dates[date].capacity
        return capacity is None or self.taken(date) < capacity

    def serve(self, at_once: Collection[tuple[int, int]] = ()) -> None:
        """Give each free place to whoever waits longest, or offer it, but for those at once."""
        for date, each in enumerate(self.dates):
            for who, seat in self.waiting(date) if not each.cancelled else ():
                if not self.free(date):
                    continue
                if self.waits_until is None or (who, date) in at_once:
                    seat.status = CONFIRMED
                else:
                    seat.status = OFFERED
                    seat.until = min(self.waits_until(self.now), each.starts)

    def offered(self) -> list[tuple[int, int]]:
        """Return whose places in which dates wait for an answer, the shortest first."""
        found = [
            (seat.until, *key)
            for key, seat in self.seats.items()
            if seat.status == OFFERED and not self.dates[key[1]].cancelled
        ]
        return [(who, date) for _until, who, date in sorted(found)]

    def expire(self) -> None:
        """Pass on what was offered long enough."""
        over = [key for key in self.offered() if self.seats[key].until <= self.now]
        for key in over:
            self.seats[key].status = CANCELLED
        if over:
            self.serve()

    def ask(self, person: int, date: int, status: str, form: int | None) -> None:
        """Take a seat that is lacking or was given back."""
        seat = self.seats.get((person, date))
        if seat is None:
            self.rows += 1
            turn = (self.now, self.rows)
            self.seats[person, date] = Seat(self.rows, status, turn, form)
        elif seat.status == CANCELLED:
            seat.status, seat.turn, seat.form = status, (self.now, seat.row), form
            seat.paused = False

    def later(self, date: int) -> list[int]:
        """Return the dates after one that have no limit, by when they begin."""
        found = [
            number
            for number, each in enumerate(self.dates)
            if each.starts > self.dates[date].starts
            and not each.cancelled
            and each.capacity is None
        ]
        return sorted(found, key=lambda number: (self.dates[number].starts, number))

    def register(self, person: int, date: int, *, every: bool) -> None:
        """Send a form for a date, or for every one from it on."""
        later = self.later(date) if every else []
        status = CONFIRMED if self.free(date) else WAITS
        if person not in self.people:
            self.people.append(person)
        wish = Every(self._row(), self.dates[date].starts) if every else None
        dates = dict.fromkeys([date, *later], True)
        self.forms.append(Form(person, self.now, date, dates, wish))
        for each in dates:
            self.ask(person, each, status if each == date else CONFIRMED, len(self.forms) - 1)

    def take_in(self, person: int, date: int) -> None:
        """Give somebody a place as the desk asks, or put them in the line."""
        if person not in self.people:
            self.people.append(person)
        self.ask(person, date, CONFIRMED if self.free(date) else WAITS, None)

    def _row(self) -> int:
        self.rows += 1
        return self.rows

    def take(self) -> None:
        """Give whoever takes in every date what they lack, the registrations before the forms."""
        lacking: dict[tuple[int, int], int | None] = {}
        own = [(self.own[who], who, None) for who in self.people if who in self.own]
        sent = [
            (form.every, form.person, number)
            for who in self.people
            for number, form in enumerate(self.forms)
            if form.person == who and form.every
        ]
        for rows in (own, sent):
            for person in self.people:
                for date in sorted(
                    range(len(self.dates)), key=lambda each: (self.dates[each].starts, each)
                ):
                    for every, who, form in rows:
                        if who == person and self._lacks(every, person, date, form):
                            lacking.setdefault((person, date), form)
        for (person, date), form in lacking.items():
            self.ask(person, date, WAITS, form)
            if form is not None:
                self.forms[form].dates.setdefault(date, True)
        if lacking:
            self.serve(lacking)

    def _lacks(self, every: Every, person: int, date: int, form: int | None) -> bool:
        each, seat = self.dates[date], self.seats.get((person, date))
        return (
            every.paused_at is None
            and not each.cancelled
            and each.starts > every.since
            and (form is None or each.capacity is None)
            and (seat is None or seat.paused)
        )

    def prove(self, number: int) -> None:
        """Let a form be its owner's; what it takes in is theirs."""
        form = self.forms[number]
        form.proved, form.open = True, False
        self.serve()
        if form.every is None:
            return
        own = self.own.get(form.person)
        if own is None:
            self.own[form.person] = form.every
        elif own.paused_at is not None and own.paused_at < form.sent_at:
            own.paused_at, own.since = None, self.now
        form.every = None
        form.dates = {form.first: form.dates[form.first]}
        for (_who, date), seat in self.seats.items():
            if seat.form == number and date != form.first:
                seat.form = None
        self._own_places(form.person)
        self.take()

    def _own_places(self, person: int) -> None:
        """Let no unconfirmed form of somebody's give back what they take in themselves."""
        for (who, _date), seat in self.seats.items():
            unsure = seat.form is not None and not self.forms[seat.form].proved
            if who == person and unsure and seat.status != CANCELLED:
                seat.form = None

    def give_back(self, person: int, dates: list[int]) -> None:
        """Give seats back, and serve the next."""
        for date in dates:
            self.seats[person, date].status = CANCELLED
        self.serve()

    def live(self, person: int) -> list[int]:
        """Return the dates in which somebody has a seat."""
        return [
            date
            for (who, date), seat in self.seats.items()
            if who == person and seat.status != CANCELLED
        ]

    def stop(self, person: int) -> None:
        """Take in no date any more; whoever took in every one has these again with going on."""
        ended = [form for form in self.forms if form.person == person and form.every]
        for form in ended:
            form.every = None
        stopped = self.own.pop(person, None) is not None or bool(ended)
        for date in self.live(person):
            self.seats[person, date].paused = stopped
        self.give_back(person, self.live(person))

    def pause(self, person: int) -> None:
        """Hold no place until the person goes on, whatever their forms asked for."""
        for form in self.forms:
            if form.person == person:
                form.every = None
        for date in self.live(person):
            self.seats[person, date].paused = True
        self.own[person].paused_at = self.now
        self.give_back(person, self.live(person))

    def go_on(self, person: int) -> None:
        """Take in every date from now on."""
        own = self.own.setdefault(person, Every(self._row(), self.now))
        own.since, own.paused_at = self.now, None
        self._own_places(person)
        self.take()

    def take_again(self, person: int, date: int) -> None:
        """Take what was skipped, at the end of the line."""
        self.ask(person, date, WAITS, None)
        self.serve([(person, date)])

    def leave_by_form(self, number: int, only: int | None) -> None:
        """Give back what a form made, but for what another form of the person asks for."""
        form = self.forms[number]
        if only is None:
            form.every = None
        going = [date for date in form.dates if only in (None, date)]
        for date in going:
            form.dates[date] = False
        for date in going:
            seat = self.seats[form.person, date]
            if seat.form != number or seat.status == CANCELLED:
                continue
            other = self._other(number, date) if not form.proved else None
            if other is not None:
                seat.form = other
            else:
                seat.status = CANCELLED
                # What nobody confirmed leaves the owner's pause as it was.
                seat.paused = not form.proved and self._pauses(form.person)
        self.serve()

    def _pauses(self, person: int) -> bool:
        own = self.own.get(person)
        return own is not None and own.paused_at is not None

    def _other(self, number: int, date: int) -> int | None:
        person = self.forms[number].person
        asking = [
            (not form.proved, other)
            for other, form in enumerate(self.forms)
            if other != number and form.person == person and form.dates.get(date)
        ]
        return min(asking)[1] if asking else None
