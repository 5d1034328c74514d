"""A secretariat cancels somebody's places, with a reason."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, soon
from tests.client import EN, Client
from webinar_hub.history.models import Entry
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

REASON = "Ia menelepon: pindah tugas."


def statuses(registration: Registration) -> list[SeatStatus]:
    seats = select(Seat.status).where(Seat.registration_id == registration.id)
    return list(db.session.scalars(seats.order_by(Seat.meeting_id)))


def kinds(person: Person) -> list[str]:
    return list(
        db.session.scalars(
            select(Letter.kind).where(Letter.person_id == person.id).order_by(Letter.id)
        )
    )


def weekly(cast: Cast) -> tuple[Meeting, Meeting]:
    first = cast.meeting(cast.series(capacity=1))
    return first, cast.meeting(first.series, starts_at=soon(days=9))


def test_a_cancelled_place_goes_to_the_next_in_line(app: Flask, client: Client, cast: Cast) -> None:
    maria, suparmin = cast.maria(), cast.suparmin()
    first, second = weekly(cast)
    held = cast.registration(maria, first, second)
    waits = cast.registration(suparmin, first, status=SeatStatus.WAITLISTED)
    cast.sign_in(client, cast.staff(region="53"))
    path = f"/desk/pendaftaran/{held.key}/batal"
    assert client.submit(path, dates=first.key, reason=REASON).status_code == 303
    db.session.expire_all()
    assert statuses(held) == [SeatStatus.CANCELLED, SeatStatus.CONFIRMED]
    assert (statuses(waits), held.stands) == ([SeatStatus.CONFIRMED], True)
    assert (kinds(maria), kinds(suparmin)) == (
        ["registrations/left"],
        ["registrations/promoted"],
    )
    entry = db.session.scalars(select(Entry).where(Entry.verb == "left")).one()
    assert (entry.subject_key, entry.reason, entry.before) == (
        held.key,
        REASON,
        {"meetings": [first.key]},
    )
    letter = db.session.scalars(select(Letter).where(Letter.person_id == maria.id)).one()
    db.session.refresh(letter, ["person"])
    said = rendering.write(letter, app.extensions["settings"], cast.links)
    assert said.subject.startswith("Sekretariat telah membatalkan tempat Anda")
    assert REASON in said.text
    assert client.submit(path, dates="all", reason=REASON).status_code == 303
    db.session.expire_all()
    assert (statuses(held), held.stands) == ([SeatStatus.CANCELLED] * 2, False)


@pytest.mark.usefixtures("sqlite_app")
def test_a_cohort_is_cancelled_whole_and_what_is_over_stays(client: Client, cast: Cast) -> None:
    series = cast.series(rolling=False)
    past, coming = cast.meeting(series, starts_at=soon(days=-3)), cast.meeting(series)
    held = cast.registration(cast.maria(), past, coming)
    cast.sign_in(client, cast.ratna())
    path = f"/desk/pendaftaran/{held.key}/batal"
    assert client.submit(path, dates=coming.key, reason=REASON).status_code == 422
    assert client.submit(path, dates="all", reason=REASON).status_code == 303
    db.session.expire_all()
    assert statuses(held) == [SeatStatus.CONFIRMED, SeatStatus.CANCELLED]


@pytest.mark.usefixtures("sqlite_app")
def test_without_a_reason_nothing_is_cancelled(client: Client, cast: Cast) -> None:
    first, _second = weekly(cast)
    held = cast.registration(cast.maria(), first)
    cast.sign_in(client, cast.ratna())
    path = f"/desk/pendaftaran/{held.key}/batal"
    answer = client.submit(path, dates=first.key, reason=" ")
    assert (answer.status_code, statuses(held)) == (422, [SeatStatus.CONFIRMED])
    assert 'checked id="dates-1"' in answer.text
    typed = client.submit(path, reason=REASON)
    assert (typed.status_code, REASON in typed.text) == (422, True)


@pytest.mark.usefixtures("sqlite_app")
def test_who_cancels_is_of_the_region_or_runs_the_programme(client: Client, cast: Cast) -> None:
    papua = cast.secretariat("91").organisation
    meeting = cast.meeting(cast.series(cast.programme("Program Papua", owner=papua)))
    maria = cast.maria()
    held, elsewhere = cast.registration(maria, meeting), cast.registration(maria, cast.meeting())
    path = f"/desk/pendaftaran/{held.key}/batal"
    cast.sign_in(client, cast.staff(region="91"))
    assert client.get(path, headers=EN).status_code == 200
    assert client.get(f"/desk/pendaftaran/{elsewhere.key}/batal").status_code == 404
    assert path in client.get(f"/desk/sesi/{meeting.key}").text
    cast.sign_in(client, cast.staff(region="53"))
    assert client.get(path).status_code == 200
    cast.sign_in(client, cast.staff(region="31"))
    assert client.get(path).status_code == 404
    cast.sign_in(client, cast.facilitator(meeting))
    assert client.get(path).status_code == 403
