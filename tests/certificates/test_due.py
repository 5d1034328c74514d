"""The kept number of certificates that wait is what counting says, whatever was done."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import IntegrityError

from tests import databases
from tests.attendance.stays import came
from tests.cast import DIRECTOR, Cast
from tests.certificates import thursdays
from tests.conftest import LONG
from tests.records import merged_lives
from webinar_hub.attendance.matching import actions as matching
from webinar_hub.attendance.minutes.actions import recompute
from webinar_hub.attendance.models import Attendance, AttendanceStatus, Match
from webinar_hub.attendance.roll_call import actions as roll_call
from webinar_hub.certificates.issuing import actions as issuing
from webinar_hub.certificates.models import Certificate, CertificateKind, CertificatesDue
from webinar_hub.kit import clock
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import Refused
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.records.models import Merge
from webinar_hub.records.upkeep.actions import erase
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

Act = Callable[[Random], object]
_ACTS = 400 if LONG else 40


def kept() -> Counter[int]:
    """Return the kept numbers that are not 0, by the meetings' ids."""
    db.session.rollback()
    rows = select(CertificatesDue.meeting_id, CertificatesDue.number)
    return +Counter({row[0]: row[1] for row in db.session.execute(rows)})


def counted() -> Counter[int]:
    """Count them anew, from the rows of each table by itself."""
    holders = {
        (each.meeting_id, each.person_id)
        for each in db.session.scalars(select(Certificate))
        if each.kind is CertificateKind.PARTICIPATION
        and (each.revoked_at is None or each.lifted_at is None)
    }
    there = select(Attendance.seat_id).where(Attendance.status == AttendanceStatus.PRESENT)
    present = set(db.session.scalars(there))
    found: Counter[int] = Counter()
    for seat in db.session.scalars(select(Seat)):
        registration = db.session.get_one(Registration, seat.registration_id)
        found[seat.meeting_id] += (
            seat.id in present
            and seat.status is SeatStatus.CONFIRMED
            and registration.merged_into_id is None
            and registration.person.erased_at is None
            and (seat.meeting_id, registration.person_id) not in holders
        )
    return +found


class Nothing(Exception):
    """There is nothing to act on."""


class Desk:
    """Does what changes who waits for a certificate, of three sessions that are over."""

    def __init__(self, cast: Cast) -> None:
        self._cast, self._number = cast, 0
        first = thursdays.over(cast, days=1)
        for days in (8, 15):
            thursdays.over(cast, first.series, title="", days=days)

    def _one(self, random: Random, table: type[Base]) -> Any:
        rows = db.session.scalars(select(table).order_by(table.id)).all()
        if not rows:
            raise Nothing
        return random.choice(rows)

    def come(self, random: Random) -> None:
        """Let somebody new have been in a session, or not long enough."""
        self._number += 1
        person = self._cast.person(f"Orang {self._number}", email=f"{self._number}@example.org")
        meeting = self._one(random, Meeting)
        minutes = random.choice((20, 100, 115))
        came(self._cast.registration(person, meeting), meeting, minutes, person.name)

    def issue(self, random: Random) -> None:
        """Give to all who wait in a session, or to some."""
        meeting = self._one(random, Meeting)
        people = [each.id for each in db.session.scalars(select(Person))]
        some = random.choice((None, people[: len(people) // 2]))
        db.write(issuing.issue, meeting, some, by=DIRECTOR, now=clock.now())

    def revoke(self, random: Random) -> None:
        """Revoke one."""
        certificate = self._one(random, Certificate)
        db.write(issuing.revoke, certificate, reason="salah", by=DIRECTOR, now=clock.now())

    def lift(self, random: Random) -> None:
        """Let whose was revoked get another."""
        certificate = self._one(random, Certificate)
        db.write(issuing.lift, certificate, reason="benar", by=DIRECTOR, now=clock.now())

    def replace(self, random: Random) -> None:
        """Give another in its place."""
        certificate = self._one(random, Certificate)
        db.write(issuing.replace, certificate, reason="ejaan", by=DIRECTOR, now=clock.now())

    def correct(self, random: Random) -> None:
        """Say that a row of a report was somebody else's."""
        match = self._one(random, Match)

        def aside() -> None:
            found = db.session.get_one(Match, match.id)
            matching.set_aside([found], matching.REPLACED, clock.now())
            for each in db.session.scalars(select(Meeting)):
                recompute(each, now=clock.now())

        db.write(aside)

    def walk_in(self, random: Random) -> None:
        """Add somebody on the roll call."""
        self._number += 1
        db.write(
            roll_call.add,
            self._one(random, Meeting).id,
            typed_name=f"Tamu {self._number}",
            organisation="",
            by=DIRECTOR,
            now=clock.now(),
        )

    def take_back(self, random: Random) -> None:
        """Take back what was noted on the roll call: whoever was added by it is gone again."""
        meeting = self._one(random, Meeting)
        keys = db.session.scalars(
            select(Registration.key).join(Registration.person).where(Person.name.like("Tamu%"))
        ).all()
        assert db.write(roll_call.mark, meeting.id, keys, None, by=DIRECTOR, now=clock.now()) >= 0

    def move(self, random: Random) -> None:
        """Change how long a session was."""
        meeting = self._one(random, Meeting)
        db.write(
            planning.change_meeting,
            meeting,
            version=meeting.version,
            title=meeting.title,
            description=meeting.description,
            starts_at=meeting.starts_at,
            ends_at=meeting.starts_at + timedelta(minutes=random.choice((30, 120, 160))),
            capacity=meeting.capacity,
            join_link=meeting.join_link,
            by=DIRECTOR,
            now=clock.now(),
        )

    def erase(self, random: Random) -> None:
        """Erase somebody."""
        db.write(erase, self._one(random, Person), by=DIRECTOR, now=clock.now())

    def merge(self, random: Random) -> None:
        """Make one person of two."""
        one, other = self._one(random, Person), self._one(random, Person)
        if one.id == other.id or any(
            each.merged_into_id or each.erased_at for each in (one, other)
        ):
            raise Nothing
        merged_lives.merge(one, other)

    def part(self, random: Random) -> None:
        """Make two people of one again."""
        merged_lives.undo(self._one(random, Merge))

    def set_a_place(self, random: Random) -> None:
        """Give a place back, or again, by its row or by a statement."""
        seat, status = self._one(random, Seat), random.choice(tuple(SeatStatus))
        if random.random() < 0.5:
            seat.status = status
        else:
            db.session.execute(update(Seat).where(Seat.id == seat.id).values(status=status))
        db.session.commit()

    def forget_a_place(self, random: Random) -> None:
        """Delete a place together with its attendance."""
        seat = self._one(random, Seat)
        db.session.execute(delete(Attendance).where(Attendance.seat_id == seat.id))
        db.session.execute(delete(Seat).where(Seat.id == seat.id))
        db.session.commit()

    def forget_all(self, _random: Random) -> None:
        """Delete every attendance."""
        db.session.execute(delete(Attendance))
        db.session.commit()


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_done_it_is_what_counting_says(app: Flask, cast: Cast, seed: int) -> None:
    random, desk = Random(f"due {seed}"), Desk(cast)
    usual: list[Act] = [
        *(desk.come, desk.come, desk.come, desk.issue, desk.issue, desk.revoke, desk.lift),
        *(desk.replace, desk.correct, desk.walk_in, desk.walk_in, desk.take_back, desk.move),
        *(desk.erase, desk.merge, desk.merge, desk.part, desk.set_a_place, desk.forget_a_place),
    ]
    waited = 0
    for step in range(_ACTS):
        act = desk.forget_all if step == _ACTS - 5 else random.choice(usual)
        try:
            act(random)
        except (Nothing, Refused, IntegrityError):
            db.session.rollback()
        db.session.expunge_all()
        expected = counted()
        assert kept() == expected, (step, act)
        waited += expected.total()
    assert waited > _ACTS // 2


@pytest.mark.parametrize("counted_before", [1, 0])
def test_whoever_waited_for_another_counts_what_that_one_wrote(
    postgresql_app: Flask, cast: Cast, counted_before: int
) -> None:
    meeting = thursdays.over(cast)
    both = [cast.registration(each, meeting).key for each in (cast.maria(), cast.suparmin())]
    _were_there(both[:counted_before])

    def beside() -> None:
        with postgresql_app.app_context():
            _registered(both[0]).seats[0].status = SeatStatus.CANCELLED
            db.session.commit()

    other = threading.Thread(target=beside)

    def before_commit(_session: object) -> None:
        if threading.current_thread() is not other:
            other.start()
            databases.until_one_waits()

    event.listen(db.extension.session, "before_commit", before_commit)
    try:
        _were_there(both[counted_before:])
    finally:
        other.join(60)
        event.remove(db.extension.session, "before_commit", before_commit)
    assert kept() == {meeting.id: 1}


def _registered(key: str) -> Registration:
    return db.session.scalars(select(Registration).where(Registration.key == key)).one()


def _were_there(keys: Sequence[str]) -> None:
    facts = {"seconds": 7200, "status": AttendanceStatus.PRESENT, "computed_at": clock.now()}
    for key in keys:
        db.session.add(Attendance(seat_id=_registered(key).seats[0].id, **facts))
    db.session.commit()


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        (Attendance, {"status": AttendanceStatus.PARTIAL}),
        (Seat, {"status": SeatStatus.CANCELLED}),
        (Registration, {"merged_into_id": 1}),
        (Person, {"erased_at": clock.now()}),
    ],
    ids=lambda each: getattr(each, "__tablename__", ""),
)
@pytest.mark.parametrize("whole", [True, False])
def test_each_table_that_it_counts_changes_it(
    sqlite_app: Flask, cast: Cast, table: type[Base], changed: dict[str, object], whole: bool
) -> None:
    meeting = thursdays.over(cast)
    people = (cast.suparmin(), cast.maria())
    last = [thursdays.stayed(cast, each, meeting, minutes=120).person for each in people][-1]
    assert kept() == {meeting.id: 2}
    row: Base = db.session.get_one(Person, last.id)
    if table is not Person:
        row = db.session.scalars(select(table).order_by(table.id.desc()).limit(1)).one()
    if whole:
        db.session.execute(update(table).where(table.id == row.id).values(**changed))
    else:
        for name, value in changed.items():
            setattr(row, name, value)
    db.session.commit()
    db.session.expire_all()
    assert kept() == counted() == {meeting.id: 1}
