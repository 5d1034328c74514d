"""Joining, leaving, promotion: what each act leaves in the tables, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.cast import DIRECTOR, Cast, soon
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people import queries as people
from webinar_hub.people.models import Consent, ConsentKind, Person, Sex
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.signals import Change
from webinar_hub.registrations import queries
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.joining.rules import RegistrationClosed
from webinar_hub.registrations.models import Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.rules import MeetingFull
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.standing import changes
from webinar_hub.registrations.standing.rules import TooLateToLeave
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.registrations.waiting import queries as waiting_list

pytestmark = pytest.mark.usefixtures("app")


def application(
    name: str = "Siti Aminah", email: str | None = "siti@example.org", phone: str | None = None
) -> Application:
    return Application(name, email, phone, "Yayasan Kita", None, {ConsentKind.NEWS: True}, "id")


def join(meeting: Meeting, **who: str | None) -> SentForm:
    series, date = (None, meeting.key) if meeting.series.rolling else (meeting.series.key, None)
    filled_in = application(**who)  # type: ignore[arg-type]
    key = db.write(joining.join, series, date, filled_in, by=VISITOR, now=clock.now())
    return sent_forms.by_key(key)


def join_as(meeting: Meeting, *names: str) -> list[Registration]:
    keys = [
        join(meeting, name=name, email=f"{name.lower()}@example.org").registration.key
        for name in names
    ]
    return [
        db.session.scalars(select(Registration).where(Registration.key == key)).one()
        for key in keys
    ]


def statuses(meeting: Meeting) -> dict[str, SeatStatus]:
    rows = db.session.execute(
        select(Person.name, Seat.status)
        .join(Registration, Registration.person_id == Person.id)
        .join(Seat, Seat.registration_id == Registration.id)
        .where(Seat.meeting_id == meeting.id)
    )
    return {name: SeatStatus(status) for name, status in rows}


def letters() -> list[str]:
    return list(db.session.scalars(select(Letter.kind).order_by(Letter.id)))


def unsent() -> list[str]:
    return list(
        db.session.scalars(
            select(Letter.kind).where(Letter.state != LetterState.DROPPED).order_by(Letter.id)
        )
    )


def test_a_place_is_promised_no_longer_than_there_is_a_session(cast: Cast) -> None:
    meeting = cast.meeting(capacity=1, starts_at=soon())
    join_as(meeting, "Ani", "Budi")
    kinds = unsent()
    assert db.write(waiting.drop_ended, now=meeting.ends_at - timedelta(minutes=1)) == 0
    assert unsent() == kinds == ["registrations/confirmed", "registrations/waitlisted"]
    assert db.write(waiting.drop_ended, now=meeting.ends_at) == 1
    assert unsent() == ["registrations/confirmed"]


def test_joining_makes_a_person_a_seat_and_a_letter_and_its_owner_agrees_by_confirming(
    cast: Cast,
) -> None:
    meeting = cast.meeting()
    form = join(meeting)
    assert statuses(meeting) == {"Siti Aminah": SeatStatus.CONFIRMED}
    assert letters() == ["registrations/confirmed"]
    assert (form.brought_person, form.open, form.code) == (True, True, form.registration.code)
    assert db.session.scalars(select(Consent.kind)).all() == []
    db.write(proof.prove, form, now=clock.now())
    assert db.session.scalars(select(Consent.kind)).all() == [ConsentKind.NEWS]


def test_a_form_revives_no_consent_that_was_taken_back(cast: Cast) -> None:
    """Whoever knows somebody's address can fill in the form in their name."""
    series = cast.series()
    db.write(proof.prove, join(cast.meeting(series)), now=clock.now())
    person = db.session.scalars(select(Person).where(Person.email == "siti@example.org")).one()
    db.session.scalars(select(Consent)).one().withdrawn_at = clock.now()
    db.session.commit()
    again = replace(application(), consents={ConsentKind.NEWS: True, ConsentKind.RECORDING: True})
    form = db.write(
        joining.join,
        None,
        cast.meeting(series, starts_at=soon(days=9)).key,
        again,
        by=VISITOR,
        now=clock.now(),
    )
    assert set(people.agreed(person)) == set()
    db.write(proof.prove, sent_forms.by_key(form), now=clock.now())
    assert set(people.agreed(person)) == {ConsentKind.RECORDING}


def test_a_box_left_empty_is_a_refusal_once_the_form_is_proved(cast: Cast) -> None:
    said = {ConsentKind.NEWS: True, ConsentKind.RECORDING: False}
    typed = replace(application(), consents=said)
    key, now = cast.meeting().key, clock.now()
    form = db.write(joining.join, None, key, typed, by=VISITOR, now=now)
    assert db.session.scalars(select(Consent)).all() == []
    db.write(proof.prove, sent_forms.by_key(form), now=now)
    kept = db.session.scalars(select(Consent)).all()
    assert {each.kind: each.agreed for each in kept} == said


def test_refusing_to_be_remembered_forgets_what_was(cast: Cast) -> None:
    series = cast.series()
    for days, remember in enumerate((True, False)):
        said = {ConsentKind.REMEMBER: remember}
        typed = replace(application(), consents=said, sex=Sex.FEMALE)
        key = cast.meeting(series, starts_at=soon(days=9 + days)).key
        now = clock.now() + timedelta(days=days)
        form = db.write(joining.join, None, key, typed, by=VISITOR, now=now)
        db.write(proof.prove, sent_forms.by_key(form), now=now)
        person = db.session.scalars(select(Person).where(Person.email == "siti@example.org")).one()
        assert person.sex == (Sex.FEMALE if remember else None)


def test_a_phone_alone_is_enough(cast: Cast) -> None:
    meeting = cast.meeting()
    join(meeting, name="Suparmin", email=None, phone="+6281234567890")
    assert statuses(meeting) == {"Suparmin": SeatStatus.CONFIRMED}


def test_the_organisation_of_the_directory_is_found_by_its_abbreviation(cast: Cast) -> None:
    kita = cast.organisation("Yayasan Kemanusiaan Kita", abbreviation="YKK")
    meeting = cast.meeting()
    wanted = Application("Siti", "siti@example.org", None, "ykk", None, {}, "id")
    db.write(joining.join, None, meeting.key, wanted, by=VISITOR, now=clock.now())
    stored = db.session.scalars(select(Registration)).one()
    assert (stored.organisation_id, stored.organisation_name) == (kita.id, "ykk")


@pytest.mark.parametrize("same", [False, True])
def test_the_code_of_a_form_is_its_owners_unless_somebody_in_the_series_has_it(
    cast: Cast, *, same: bool
) -> None:
    meeting = cast.meeting()
    _first, second = join(meeting), join(meeting)
    where = meeting if same else cast.meeting(cast.series(meeting.series.programme))
    cast.registration(cast.suparmin(), where).code = second.code
    db.session.commit()
    db.write(proof.prove, second, now=clock.now())
    assert (second.registration.code == second.code) is not same


def test_joining_again_changes_nothing_but_leaves_a_form_of_its_own(cast: Cast) -> None:
    meeting = cast.meeting()
    first = join(meeting)
    second = join(meeting)
    assert (second.registration_id, second.brought_person) == (first.registration_id, False)
    assert second.code != first.code
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    assert db.session.scalar(select(func.count()).select_from(Seat)) == 1
    assert letters() == ["registrations/confirmed", "registrations/link_again"]


def test_another_name_at_a_shared_address_is_another_person(cast: Cast) -> None:
    meeting = cast.meeting()
    join(meeting, name="Siti Aminah", email="kantor@example.org")
    assert join(meeting, name="Budi Santoso", email="kantor@example.org").brought_person
    assert len(statuses(meeting)) == 2


@pytest.mark.parametrize("name", ["Maria Goreti Bere", "Dr. Maria Goreti Bere, S.Sos., M.Si."])
def test_a_known_person_is_found_by_name_and_address(cast: Cast, name: str) -> None:
    cast.maria()
    assert not join(cast.meeting(), name=name, email="maria@example.org").brought_person
    assert letters() == ["registrations/confirmed"]


def test_capacity_then_waiting_list_then_promotion_in_order(cast: Cast) -> None:
    meeting = cast.meeting(capacity=1)
    first, _second, _third = join_as(meeting, "Ani", "Budi", "Cici")
    assert statuses(meeting) == {
        "Ani": SeatStatus.CONFIRMED,
        "Budi": SeatStatus.WAITLISTED,
        "Cici": SeatStatus.WAITLISTED,
    }
    db.write(standing.leave, first, None, by=VISITOR, now=clock.now())
    assert statuses(meeting) == {
        "Ani": SeatStatus.CANCELLED,
        "Budi": SeatStatus.CONFIRMED,
        "Cici": SeatStatus.WAITLISTED,
    }
    assert letters()[-2:] == ["registrations/left", "registrations/promoted"]


def test_coming_back_after_leaving_means_the_end_of_the_queue(cast: Cast) -> None:
    meeting = cast.meeting(capacity=1)
    _ani, budi, _cici = join_as(meeting, "Ani", "Budi", "Cici")
    db.write(standing.leave, budi, None, by=VISITOR, now=clock.now())
    join(meeting, name="Budi", email="budi@example.org")
    waiting = [
        seat.registration.person.name
        for seat in waiting_list.with_people(
            [seat.id for seat in waiting_list.in_order(meeting.series_id, clock.now())]
        )
    ]
    assert waiting == ["Cici", "Budi"]


def test_a_full_meeting_without_waiting_list_is_refused_and_nothing_is_written(cast: Cast) -> None:
    meeting = cast.meeting(cast.series(waiting_list=False), capacity=0)
    with pytest.raises(MeetingFull):
        join(meeting)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_cohort_is_confirmed_whole_or_waits_whole(cast: Cast) -> None:
    series = cast.series(rolling=False, capacity=1)
    meetings = [cast.meeting(series, starts_at=soon(days=day)) for day in (2, 9)]
    (ani,) = join_as(meetings[0], "Ani")
    join_as(meetings[0], "Budi")
    for meeting in meetings:
        assert statuses(meeting) == {"Ani": SeatStatus.CONFIRMED, "Budi": SeatStatus.WAITLISTED}
    db.write(standing.leave, ani, None, by=VISITOR, now=clock.now())
    for meeting in meetings:
        assert statuses(meeting) == {"Ani": SeatStatus.CANCELLED, "Budi": SeatStatus.CONFIRMED}
    assert unsent() == ["registrations/left", "registrations/promoted"]


def test_a_past_and_a_cancelled_meeting_take_nobody(cast: Cast) -> None:
    past = cast.meeting(starts_at=soon(days=-2))
    cancelled = cast.meeting(past.series)
    cancelled.cancelled_at = clock.now()
    db.session.commit()
    for meeting in (past, cancelled):
        with pytest.raises(RegistrationClosed):
            join(meeting)
    assert statuses(past) == statuses(cancelled) == {}


def test_what_is_over_cannot_be_left(cast: Cast) -> None:
    held = cast.registration(cast.maria(), cast.meeting(starts_at=soon(days=-2)))
    with pytest.raises(TooLateToLeave):
        db.write(standing.leave, held, None, by=VISITOR, now=clock.now())


def test_a_larger_room_takes_in_whoever_waits_and_a_smaller_one_evicts_nobody(cast: Cast) -> None:
    meeting = cast.meeting(capacity=1)
    join_as(meeting, "Ani", "Budi", "Cici")

    def resize(capacity: int) -> None:
        row = db.lock(Meeting, meeting.id)
        row.capacity = capacity
        changes.meetings_changed(Change("resized", [row], DIRECTOR, clock.now()))

    db.write(resize, 2)
    assert sorted(statuses(meeting).items()) == [
        ("Ani", "confirmed"),
        ("Budi", "confirmed"),
        ("Cici", "waitlisted"),
    ]
    db.write(resize, 1)
    assert queries.counts([meeting.id])[meeting.id] == queries.Counts(confirmed=2, waitlisted=1)


def test_a_date_added_to_a_cohort_is_joined_by_whoever_is_in_it(cast: Cast) -> None:
    series = cast.series(rolling=False, capacity=1)
    join_as(cast.meeting(series), "Ani", "Budi")
    added = cast.meeting(series, starts_at=soon(days=9))
    db.write(
        lambda: changes.meetings_changed(
            Change("planned", [db.lock(Meeting, added.id)], DIRECTOR, clock.now())
        )
    )
    assert statuses(added) == {"Ani": SeatStatus.CONFIRMED, "Budi": SeatStatus.WAITLISTED}
    assert letters() == [
        "registrations/confirmed",
        "registrations/waitlisted",
        "registrations/confirmed",
    ]


def test_a_new_date_of_a_rolling_series_takes_nobody_by_itself(cast: Cast) -> None:
    series = cast.series()
    join_as(cast.meeting(series), "Ani")
    added = cast.meeting(series, starts_at=soon(days=9))
    db.write(
        lambda: changes.meetings_changed(
            Change("planned", [db.lock(Meeting, added.id)], DIRECTOR, clock.now())
        )
    )
    assert statuses(added) == {}


def calendars() -> list[tuple[str | None, bool]]:
    """Return of the last two letters the calendar entry, and whether they are to who waits."""
    written = db.session.scalars(select(Letter).order_by(Letter.id)).all()[-2:]
    return [(letter.facts.get("calendar"), letter.facts.get("waits", False)) for letter in written]


def test_moving_and_cancelling_tell_each_person_concerned_once(cast: Cast) -> None:
    meeting = cast.meeting(capacity=1)
    join_as(meeting, "Ani", "Budi")
    before = {
        "starts": meeting.starts_at.isoformat(),
        "ends": meeting.ends_at.isoformat(),
        "zone": meeting.zone,
    }

    def change(what: str) -> None:
        row = db.lock(Meeting, meeting.id)
        row.starts_at += timedelta(minutes=10)
        changes.meetings_changed(
            Change(what, [row], DIRECTOR, clock.now(), {row.id: before})  # type: ignore[arg-type]
        )

    db.write(change, "moved")
    assert letters()[-2:] == ["registrations/meeting_moved"] * 2
    assert calendars() == [("REQUEST", False), (None, True)]
    db.write(change, "cancelled")
    assert letters()[-2:] == ["registrations/meeting_cancelled"] * 2
    assert [calendar for calendar, _waits in calendars()] == ["CANCEL", None]
    assert unsent() == ["registrations/meeting_cancelled"] * 2


def test_cancelling_one_date_of_a_cohort_keeps_the_letter_with_the_personal_link(
    cast: Cast,
) -> None:
    series = cast.series(rolling=False)
    first = cast.meeting(series)
    cast.meeting(series, starts_at=soon(days=9))
    join_as(first, "Ani")
    db.write(
        lambda: changes.meetings_changed(
            Change("cancelled", [db.lock(Meeting, first.id)], DIRECTOR, clock.now())
        )
    )
    assert unsent() == ["registrations/confirmed", "registrations/meeting_cancelled"]


def test_a_fourth_letter_within_the_hour_to_one_mailbox_goes_with_others(cast: Cast) -> None:
    meeting = cast.meeting()
    for number in range(5):
        join(
            meeting,
            name=f"Nama {'abcde'[number]}",
            email=f"Korban+{number}@example.org" if number % 2 else "korban@example.org",
        )
    held = db.session.scalars(select(Letter.state).order_by(Letter.id)).all()
    assert held == ["new", "new", "new", "gathered", "gathered"]
    assert len(statuses(meeting)) == 5
