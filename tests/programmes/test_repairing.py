"""What is planned changes after it began: what that does for people, and what is said of it first.

On both databases.
"""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.attendance.stays import came
from tests.cast import DIRECTOR, Cast, soon
from tests.databases import count
from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
)
from webinar_hub.certificates.issuing import actions as issuing
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock, language, zones
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import (
    Appearance,
    AppearanceRole,
    Meeting,
    Programme,
    Series,
    State,
)
from webinar_hub.programmes.planning.rules import hours
from webinar_hub.programmes.repairing import actions as repairing
from webinar_hub.programmes.repairing.foreseeing import foreseen, foreseen_date
from webinar_hub.programmes.repairing.rules import (
    PeopleRegistered,
    SeriesChanged,
    SomebodySawIt,
    closing_warning,
)
from webinar_hub.programmes.venues.rules import Where
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

pytestmark = pytest.mark.usefixtures("app")

_FIELDS = (
    "version name capacity waiting_list offer_hours closes_at threshold_percent"
    " required_meetings jp_minutes"
)


def facts(series: Series, **changed: Any) -> dict[str, Any]:
    return {name: getattr(series, name) for name in _FIELDS.split()} | changed


def change(series: Series, **changed: Any) -> Series:
    wanted = facts(series, **changed)
    return db.write(repairing.change_series, series, **wanted, by=DIRECTOR, now=clock.now())


def told(series: Series, **changed: Any) -> list[str]:
    now, wanted = clock.now(), facts(series, **changed)
    with language.reading("en"):
        return foreseen(
            [series],
            lambda: repairing.change_series(series, **wanted, by=DIRECTOR, now=now),
            now=now,
        )


def cohort(cast: Cast) -> tuple[Series, list[Meeting]]:
    """Two sessions of 120 minutes that are over: Maria stayed 80 in each, Suparmin in one."""
    series = cast.series(rolling=False, required_meetings=1)
    held = [cast.meeting(series, starts_at=soon(days=-days)) for days in (14, 7)]
    maria, suparmin = (cast.registration(each, *held) for each in (cast.maria(), cast.suparmin()))
    for registration, sessions in ((maria, held), (suparmin, held[:1])):
        for meeting in sessions:
            came(registration, meeting, 80, "")
    return series, held


def test_a_lower_threshold_is_told_and_counted(cast: Cast) -> None:
    series, _held = cohort(cast)
    said = ["2 people become present.", "2 certificates are newly earned."]
    assert told(series, threshold_percent=60) == said
    assert present() == 0, "a rehearsal leaves nothing"
    change(series, threshold_percent=60)
    assert present() == 3
    assert told(series, required_meetings=2) == ["1 certificate is no longer earned."]
    assert told(series, jp_minutes=60) == [
        "1 person earns another number of JP; certificates that were issued keep theirs."
    ]


def test_a_certificate_that_was_issued_is_neither_earned_anew_nor_lost(cast: Cast) -> None:
    series, _held = cohort(cast)
    change(series, threshold_percent=60)
    db.write(issuing.issue, series, by=DIRECTOR, now=clock.now())
    assert told(series, required_meetings=2) == [
        "1 person holds a certificate that would no longer be earned; it stays valid."
    ]
    change(series, required_meetings=2)
    assert told(series, required_meetings=1) == []


def present() -> int:
    found = select(Attendance).where(Attendance.status == AttendanceStatus.PRESENT)
    return len(db.session.scalars(found).all())


def test_more_seats_serve_who_waits_and_fewer_take_none(cast: Cast) -> None:
    series = cast.series(capacity=1)
    coming, local = cast.meeting(series), cast.meeting(series, capacity=5)
    cast.registration(cast.maria(), coming)
    waiting = cast.registration(cast.suparmin(), coming, status=SeatStatus.WAITLISTED)
    assert told(series, capacity=2) == [
        "1 place goes to whoever waits longest.",
        "1 message goes out.",
    ]
    assert told(series, capacity=2, offer_hours=24)[0] == (
        "1 place is offered to whoever waits longest."
    )
    change(series, capacity=2)
    assert seats(waiting) == [SeatStatus.CONFIRMED]
    assert (coming.capacity, local.capacity) == (2, 5), "what was changed for one date stays"
    [crowded] = told(series, capacity=1)
    assert crowded.startswith("1 session has more people than places then. Nobody loses a place")
    change(series, capacity=1)
    assert seats(waiting) == [SeatStatus.CONFIRMED]
    assert (coming.capacity, count(Letter)) == (1, 1)


def seats(registration: Registration) -> list[SeatStatus]:
    held = select(Seat.status).where(Seat.registration_id == registration.id)
    return list(db.session.scalars(held))


def test_what_a_series_was_stands_in_the_history(cast: Cast) -> None:
    series = cast.series(name="Angkatan 1", rolling=False)
    closes = soon(days=1)
    change(series, name="Angkatan Satu", closes_at=closes, waiting_list=False)
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.verb, entry.before, entry.after) == (
        "changed",
        {"name": "Angkatan 1", "closes_at": None, "waiting_list": True},
        {"name": "Angkatan Satu", "closes_at": closes.isoformat(), "waiting_list": False},
    )


def test_who_was_slower_overwrites_nothing(cast: Cast) -> None:
    series = cast.series()
    first, second = facts(series, name="Satu"), facts(series, name="Dua")
    db.write(repairing.change_series, series, **first, by=DIRECTOR, now=clock.now())
    with pytest.raises(SeriesChanged):
        db.write(repairing.change_series, series, **second, by=DIRECTOR, now=clock.now())
    assert db.session.get_one(Series, series.id).name == "Satu"


def test_no_more_sessions_are_required_than_there_are(cast: Cast) -> None:
    series, _held = cohort(cast)
    with pytest.raises(rules.TooManyRequired):
        change(series, required_meetings=3)


def test_a_date_that_something_stands_against_is_asked_about(cast: Cast) -> None:
    now, begins, ends = zones.at_local(date(2026, 12, 2), 9, 0, zones.WIB), time(14), time(16)
    usual = hours(date(2026, 12, 3), begins, ends, zones.WIB)
    meeting = cast.meeting(starts_at=usual.starts_at)

    def say(day: date, begins: time = begins, was: Meeting | None = meeting) -> list[str]:
        wanted = hours(day, begins, ends, zones.WIB)
        with language.reading("en"):
            return foreseen_date(lambda: None, meeting.series, wanted, was=was, now=now)

    assert say(date(2026, 12, 1)) == ["That date is in the past."]
    assert say(date(2026, 12, 3)) == say(date(2026, 12, 10)) == []
    holiday = say(date(2026, 12, 25))
    assert holiday == say(date(2026, 12, 25), was=None)
    assert [each.split(":")[0] for each in holiday] == ["Holiday"]
    assert say(date(2026, 12, 4), time(12)) == ["Friday prayer in WIB"]
    meeting.starts_at, meeting.ends_at = (
        moment + timedelta(days=22) for moment in (usual.starts_at, usual.ends_at)
    )
    assert say(date(2026, 12, 25), time(15)) == []


def test_a_closing_date_that_is_over_is_asked_about() -> None:
    now = clock.now()
    assert closing_warning(soon(days=1), now) is closing_warning(None, now) is None
    assert closing_warning(soon(days=-1), now) is not None


def show(thing: Programme | Series | Meeting, state: State) -> None:
    db.write(repairing.show, thing, state, by=DIRECTOR, now=clock.now())


def test_what_people_registered_for_becomes_no_draft(cast: Cast) -> None:
    meeting = cast.meeting()
    cast.registration(cast.maria(), meeting)
    cast.registration(cast.suparmin(), meeting, status=SeatStatus.WAITLISTED)
    for thing in (meeting, meeting.series, meeting.series.programme):
        with pytest.raises(PeopleRegistered) as refusal:
            show(thing, State.DRAFT)
        with language.reading("en"):
            assert str(refusal.value).startswith("With 2 registered")
        show(thing, State.ARCHIVED)
    entries = db.session.scalars(select(Entry).order_by(Entry.id)).all()
    assert [(each.verb, each.before, each.after) for each in entries] == [
        ("showed otherwise", {"state": "published"}, {"state": "archived"})
    ] * 3


def test_a_date_of_a_cohort_that_comes_to_light_is_joined(cast: Cast) -> None:
    series = cast.series(rolling=False)
    first, later = cast.meeting(series), cast.meeting(series, starts_at=soon(days=9))
    show(later, State.DRAFT)
    registration = cast.registration(cast.maria(), first)
    show(later, State.PUBLISHED)
    assert seats(registration) == [SeatStatus.CONFIRMED] * 2
    show(later, State.UNLISTED)
    show(later, State.PUBLISHED)
    assert seats(registration) == [SeatStatus.CONFIRMED] * 2


def delete(thing: Programme | Series | Meeting) -> None:
    db.write(repairing.delete, thing, by=DIRECTOR, now=clock.now())


def test_a_draft_that_nobody_saw_goes_with_its_dates(cast: Cast) -> None:
    kept = cast.meeting()
    programme = cast.programme("Rancangan", state=State.DRAFT)
    series = cast.series(programme)
    cast.meeting(series)
    cast.meeting(series)
    delete(programme)
    left = [db.session.scalars(select(table)).all() for table in (Programme, Series, Meeting)]
    assert left == [[kept.series.programme], [kept.series], [kept]]
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.verb, entry.before) == ("deleted", {"name": "Rancangan"})


@pytest.mark.parametrize("trace", ["published", "registered", "left", "appears", "told"])
def test_what_somebody_saw_is_not_deleted(cast: Cast, trace: str) -> None:
    programme = cast.programme(state=State.PUBLISHED if trace == "published" else State.DRAFT)
    meeting = cast.meeting(cast.series(programme))
    person = cast.maria()
    if trace == "registered":
        cast.registration(person, meeting)
    elif trace == "left":
        cast.registration(person, meeting, status=SeatStatus.CANCELLED)
    elif trace == "appears":
        role = AppearanceRole.SPEAKER
        db.session.add(Appearance(meeting_id=meeting.id, person_id=person.id, role=role))
        db.session.commit()
    elif trace == "told":
        now = clock.now()
        letter = Letter(
            kind="registrations/answered",
            subject=f"meeting:{meeting.key}",
            person_id=person.id,
            due=now,
            written_at=now,
            next_at=now,
            language="id",
            message_id="<uji@jajar.example>",
            facts={},
        )
        db.session.add(letter)
        db.session.commit()
    for thing in (meeting, meeting.series, programme):
        with pytest.raises(SomebodySawIt):
            delete(thing)
    assert count(Meeting) == 1


def test_a_series_is_moved_to_a_venue_where_it_is_changed(cast: Cast) -> None:
    series = cast.series()
    coming, own = cast.meeting(series), cast.meeting(series, starts_at=soon(days=9))
    own.venue = "Balai Desa"
    maria, suparmin = (cast.registration(each, coming) for each in (cast.maria(), cast.suparmin()))
    maria.seats[0].at_venue = True
    db.session.commit()
    hall = Where("Aula", venue_only=True)
    first, *_letters = told(series, where=hall)
    assert first == "2 people are then to come in person."
    change(series, where=hall)
    assert (coming.venue, own.venue, series.venue_only) == ("Aula", "Balai Desa", True)
    first, *_letters = told(series, where=Where("Aula"))
    assert first == "1 person who was to come in person then takes part online."
    assert suparmin.stands


def test_a_message_that_waits_at_the_desk_and_says_something_else_is_told_of(cast: Cast) -> None:
    """It may wait there for weeks, until somebody hands it over."""
    series = cast.series()
    meeting = cast.meeting(series)
    for person in (cast.maria(), cast.suparmin()):
        cast.registration(person, meeting)
    first, other = Where("Aula", venue_only=True), Where("Balai Desa", venue_only=True)
    assert told(series, where=first)[-1] == "2 messages go out."
    change(series, where=first)
    assert told(series, where=other) == []
    for letter in db.session.scalars(select(Letter)):
        letter.state = LetterState.KEPT
    db.session.commit()
    assert told(series, where=other) == ["2 messages go out."]
    change(series, where=other)
    assert count(Letter) == 2
