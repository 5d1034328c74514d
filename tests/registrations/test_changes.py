"""What one act on meetings does for the people in them: one letter each, however many meetings."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.cast import DIRECTOR, Cast, soon
from tests.messages.examples import links_on
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import reading
from webinar_hub.messages import mail, rendering
from webinar_hub.messages.models import Letter
from webinar_hub.programmes import signals
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning.actions import facts_of, plan_meeting
from webinar_hub.programmes.repairing.foreseeing import foreseen
from webinar_hub.programmes.venues.rules import Where
from webinar_hub.registrations.models import Seat, SeatStatus

HOUR = timedelta(hours=1)


def move(series: Series, by: timedelta) -> None:
    """Move every meeting of a series in one act, as a change of all its weeks does."""
    db.lock(Series, series.id)
    meetings = db.session.scalars(
        select(Meeting).where(Meeting.series_id == series.id).order_by(Meeting.number.desc())
    ).all()
    before = {meeting.id: facts_of(meeting) for meeting in meetings}
    for meeting in meetings:
        meeting.starts_at, meeting.ends_at = meeting.starts_at + by, meeting.ends_at + by
    db.session.flush()
    signals.tell(signals.Change("moved", meetings, DIRECTOR, clock.now(), before))


def call_off(series: Series) -> None:
    """Cancel every meeting of a series in one act."""
    db.lock(Series, series.id)
    meetings = db.session.scalars(select(Meeting).where(Meeting.series_id == series.id)).all()
    for meeting in meetings:
        meeting.cancelled_at, meeting.cancel_reason = clock.now(), "Banjir"
    db.session.flush()
    signals.tell(signals.Change("cancelled", meetings, DIRECTOR, clock.now()))


def written() -> Sequence[Letter]:
    letters = select(Letter).options(joinedload(Letter.person)).order_by(Letter.id)
    return db.session.scalars(letters).all()


@pytest.mark.parametrize("language", ["id", "en"])
def test_26_moved_weeks_are_one_letter_to_each_person(
    app: Flask, cast: Cast, language: str
) -> None:
    series = cast.series()
    weeks = [cast.meeting(series, starts_at=soon(weeks=week)) for week in range(1, 27)]
    maria = cast.person("Maria Bere", email="maria@example.org", language=language)
    cast.registration(maria, *weeks[:25])
    cast.registration(maria, weeks[25], status=SeatStatus.WAITLISTED)
    cast.registration(cast.person("Budi", email="budi@example.org"), weeks[3])
    cast.registration(
        cast.person("Cici", email="c@example.org"), weeks[4], status=SeatStatus.WAITLISTED
    )
    was = {week.key: week.starts_at for week in weeks}
    db.write(move, series, HOUR)
    letters = written()
    assert [(each.person.name, len(each.facts["meetings"])) for each in letters] == [
        ("Budi", 1),
        ("Cici", 1),
        ("Maria Bere", 26),
    ]
    settings = app.extensions["settings"]
    links = links_on(settings, app.extensions["links"])
    found = rendering.write(letters[2], settings, links)
    numbers = [meeting.number for meeting in found.meetings]
    assert numbers == list(range(1, 27))
    with reading(language):
        for meeting in found.meetings:
            assert meeting.before
            assert meeting.before.starts == was[meeting.key] == meeting.hours.starts - HOUR
            assert meeting.hours.day in found.text
            assert meeting.before.line in found.text
            assert meeting.before.line in found.html
    assert [meeting.number for meeting in found.meetings if meeting.waits] == [26]
    waits = {"id": "Daftar tunggu", "en": "Waiting list"}[language]
    assert (found.text.count(waits), found.html.count(waits)) == (1, 1)
    composed = mail.compose(letters[2], settings, links, now=clock.now())
    assert composed.content.count(b"text/calendar") == 25


def test_a_letter_says_where_not_all_that_changed_is_the_hour(app: Flask, cast: Cast) -> None:
    series = cast.series(rolling=False)
    later, elsewhere = [cast.meeting(series, starts_at=soon(days=day)) for day in (2, 9)]
    for each in (later, elsewhere):
        each.venue, each.venue_only = "Aula", True
    cast.registration(cast.maria(), later, elsewhere)

    def change() -> None:
        before = {each.id: facts_of(each) for each in (later, elsewhere)}
        later.starts_at, later.ends_at = later.starts_at + HOUR, later.ends_at + HOUR
        elsewhere.venue = "Balai desa"
        db.session.flush()
        signals.tell(signals.Change("moved", [later, elsewhere], DIRECTOR, clock.now(), before))

    db.write(change)
    [letter] = written()
    settings = app.extensions["settings"]
    found = rendering.write(letter, settings, links_on(settings, app.extensions["links"]))
    assert found.subject.startswith("Waktu atau tempat baru, ")
    for body in (found.text, found.html):
        assert "Waktu atau tempat sesi-sesi ini berubah menjadi:" in body
    assert "<title>Waktu atau tempat baru, " in found.html


def test_cancelled_weeks_are_one_letter_to_each_person(app: Flask, cast: Cast) -> None:
    series = cast.series()
    weeks = [cast.meeting(series, starts_at=soon(weeks=week)) for week in range(1, 4)]
    cast.registration(cast.maria(), *weeks)
    db.write(call_off, series)
    [letter] = written()
    settings = app.extensions["settings"]
    found = rendering.write(letter, settings, links_on(settings, app.extensions["links"]))
    assert [meeting.number for meeting in found.meetings] == [1, 2, 3]
    assert "Alasannya: Banjir" in found.text
    assert found.calendar == "CANCEL"


def test_two_dates_added_to_a_cohort_in_one_act_are_one_letter(app: Flask, cast: Cast) -> None:
    series = cast.series(rolling=False)
    cast.registration(cast.maria(), cast.meeting(series))
    added = [cast.meeting(series, starts_at=soon(days=day)) for day in (9, 16)]
    db.write(lambda: signals.tell(signals.Change("planned", added, DIRECTOR, clock.now())))
    [letter] = written()
    assert [meeting["number"] for meeting in letter.facts["meetings"]] == [2, 3]


@pytest.mark.usefixtures("app")
def test_a_place_in_a_cohort_comes_along_to_an_added_date_while_there_is_one(cast: Cast) -> None:
    series = cast.series(rolling=False, capacity=3)
    first, now, day = cast.meeting(series), clock.now(), soon(days=9)
    people = [cast.person(name, email=f"{name}@example.org") for name in ("Cici", "Budi", "Ani")]
    cici, _budi, ani = [cast.registration(each, first) for each in people]
    cici.seats[0].at_venue = ani.seats[0].at_venue = True
    ani.seats[0].queued_at += timedelta(minutes=1)
    db.session.commit()

    def plan() -> Meeting:
        where, ends = Where("Aula", venue_places=1), day + timedelta(hours=2)
        return plan_meeting(
            series, starts_at=day, ends_at=ends, capacity=2, where=where, by=DIRECTOR, now=now
        )

    assert [str(each) for each in foreseen([series], plan, now=now)] == [
        "1 orang kemudian diharapkan datang langsung.",
        "1 orang angkatan ini tidak mendapat kursi dan menunggu. Dengan kursi lebih banyak, semua ikut.",
        "3 pesan akan dikirim.",
    ]
    added = db.write(plan)
    seats = db.session.scalars(select(Seat).where(Seat.meeting_id == added.id).order_by(Seat.id))
    assert [(seat.status, seat.at_venue) for seat in seats] == [
        (SeatStatus.CONFIRMED, True),
        (SeatStatus.CONFIRMED, False),
        (SeatStatus.WAITLISTED, False),
    ]
    assert [letter.kind for letter in written()] == [
        "registrations/confirmed",
        "registrations/confirmed",
        "registrations/waitlisted",
    ]
