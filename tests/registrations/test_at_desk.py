"""A secretariat registers somebody, and cancels their places with a reason."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, acting, soon
from tests.client import EN, Client
from tests.registrations.every_week import asked
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR, Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Person, Role
from webinar_hub.programmes.models import Meeting, State
from webinar_hub.registrations import at_desk
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.taking_in import actions as taking_in
from webinar_hub.registrations.taking_in.rules import RegisteredAlready

BY_HERSELF: dict[str, Any] = {"by": VISITOR, "now": clock.now()}
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
    assert "Apakah ini keliru? Beri tahu kami, atau daftar lagi di sini:" in said.text
    assert client.submit(path, dates="all", reason=REASON).status_code == 303
    db.session.expire_all()
    assert (statuses(held), held.stands) == ([SeatStatus.CANCELLED] * 2, False)


def test_whoever_stood_for_every_date_without_a_place_reads_why_it_ended(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    registration = asked(cast.meeting(), proved=True).registration
    db.write(standing.leave, registration, registration.seats[0].meeting_id, **BY_HERSELF)
    cast.sign_in(client, cast.ratna())
    path = f"/desk/pendaftaran/{registration.key}/batal"
    assert client.submit(path, dates="all", reason=REASON).status_code == 303
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    db.session.refresh(letter, ["person"])
    said = rendering.write(letter, sqlite_app.extensions["settings"], cast.links)
    assert said.subject == "The secretariat has ended your registration: Semidaring Multisektor"
    assert REASON in said.text
    assert not said.meetings


@pytest.mark.usefixtures("sqlite_app")
def test_a_cohort_is_cancelled_whole_and_what_is_over_stays(client: Client, cast: Cast) -> None:
    series = cast.series(rolling=False)
    past, coming = cast.meeting(series, starts_at=soon(days=-3)), cast.meeting(series)
    held = cast.registration(cast.maria(), past, coming)
    cast.sign_in(client, cast.ratna())
    path = f"/desk/pendaftaran/{held.key}/batal"
    assert client.submit(path, dates=coming.key, reason=REASON).status_code == 422
    assert client.form(path, "reason").fields["dates"] == ["all"]
    assert client.submit(path, reason=REASON).status_code == 303
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
    runs_it = cast.staff(region="91")
    cast.grant(runs_it, Role.VIEWER)
    cast.sign_in(client, runs_it)
    assert f'<a href="/desk/seri/{meeting.series.key}"' in client.get(path, headers=EN).text
    assert client.get(f"/desk/pendaftaran/{elsewhere.key}/batal").status_code == 404
    assert path in client.get(f"/desk/sesi/{meeting.key}").text
    cast.sign_in(client, cast.staff(region="53"))
    assert f'<a href="/desk/peserta/{held.key}"' in client.get(path).text
    cast.sign_in(client, cast.staff(region="31"))
    assert client.get(path).status_code == 404
    cast.sign_in(client, cast.facilitator(meeting))
    assert client.get(path).status_code == 403


@pytest.mark.usefixtures("sqlite_app")
def test_a_district_sees_what_is_to_come_of_its_province(cast: Cast) -> None:
    province = cast.secretariat("53").organisation
    meeting = cast.meeting(cast.series(cast.programme("Kelas NTT", owner=province)))
    kupang = Actor(id=None, label="Sekretaris Kupang", scopes=frozenset({"53.71"}))
    seen = at_desk.seen_by(kupang).meeting(meeting.key)
    assert (seen.meeting, seen.everybody) == (meeting, False)


TUBAGUS = {
    "name": "Tubagus Rahman",
    "organisation": "BPBD Ende",
    "contact": "tubagus@contoh.id",
    "region": "53",
    "district": "Ende",
}


def found(name: str) -> list[Person]:
    return list(db.session.scalars(select(Person).where(Person.name == name).order_by(Person.id)))


def held_by(person: Person) -> Registration:
    return db.session.scalars(select(Registration).where(Registration.person_id == person.id)).one()


def test_somebody_new_is_registered_at_the_desk(app: Flask, client: Client, cast: Cast) -> None:
    ende, (first, second), secretary = cast.region("53.08"), weekly(cast), cast.ratna()
    cast.sign_in(client, secretary)
    path = f"/desk/sesi/{first.key}/daftar"
    assert "Terdaftar." in client.page(client.submit(path, **TUBAGUS))
    (person,) = found("Tubagus Rahman")
    held = held_by(person)
    assert (statuses(held), kinds(person)) == ([SeatStatus.CONFIRMED], ["registrations/confirmed"])
    assert (held.organisation_name, held.region_code) == ("BPBD Ende", ende.code)
    assert person.region_code == ende.code
    assert (held.conduct_version, held.conduct_agreed_at) == (None, None)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "registered")).one()
    assert (entry.subject_key, entry.actor_id) == (held.key, secretary.id)
    again = client.submit(path, **TUBAGUS | {"name": "tubagus rahman"})
    assert (again.status_code, "sudah terdaftar" in again.text) == (422, True)
    assert 'value="tubagus@contoh.id"' in again.text
    other = client.submit(path, **TUBAGUS | {"name": "Siti Rahman"})
    assert "daftar tunggu" in client.page(other)
    (siti,) = found("Siti Rahman")
    assert statuses(held_by(siti)) == [SeatStatus.WAITLISTED]
    assert kinds(siti) == ["registrations/waitlisted"]
    assert client.submit(f"/desk/sesi/{second.key}/daftar", **TUBAGUS).status_code == 303
    db.session.expire_all()
    assert (len(found("Tubagus Rahman")), len(statuses(held))) == (1, 2)


def test_of_a_known_person_nothing_is_changed(app: Flask, cast: Cast) -> None:
    series = cast.series(rolling=False)
    _first, last = (cast.meeting(series, starts_at=soon(days=days)) for days in (2, 9))
    maria, ende, by = cast.maria(), cast.region("53.08"), acting(cast.ratna())

    def known() -> tuple[object, ...]:
        db.session.refresh(maria)
        return maria.full_name, maria.email, maria.phone, maria.region_code, maria.organisation_id

    def register() -> SeatStatus:
        return db.write(
            taking_in.register,
            last,
            name=maria.full_name.lower(),
            email=maria.email,
            phone=None,
            organisation="BPBD Ende",
            region_code=ende.code,
            by=by,
            now=clock.now(),
        )

    before = known()
    assert (register(), known()) == (SeatStatus.CONFIRMED, before)
    held = held_by(maria)
    assert statuses(held) == [SeatStatus.CONFIRMED] * 2
    assert (held.organisation_name, held.region_code) == ("BPBD Ende", ende.code)
    with pytest.raises(RegisteredAlready):
        register()
    assert kinds(maria) == ["registrations/confirmed"]


@pytest.mark.usefixtures("sqlite_app")
def test_nobody_is_registered_where_nobody_may_be(client: Client, cast: Cast) -> None:
    full = cast.meeting(cast.series(capacity=1, waiting_list=False))
    cast.registration(cast.maria(), full)
    cast.region("53.08")
    draft = cast.meeting(full.series)
    draft.state = State.DRAFT
    over = cast.meeting(full.series, starts_at=soon(days=-3))
    cast.sign_in(client, cast.ratna())
    for shut in (draft, over):
        page = client.get(f"/desk/sesi/{shut.key}/daftar", headers=EN)
        assert "Nobody can be registered now" in page.text
    path = f"/desk/sesi/{full.key}/daftar"
    form = client.form(path, "name")
    for shut in (draft, over, full):
        answer = client.post(f"/desk/sesi/{shut.key}/daftar", data=dict(form.fields) | TUBAGUS)
        assert (answer.status_code, 'value="Tubagus Rahman"' in answer.text) == (422, True)
    wrong = client.submit(path, **TUBAGUS | {"contact": "tubagus@"})
    assert (wrong.status_code, 'value="BPBD Ende"' in wrong.text) == (422, True)
    assert found("Tubagus Rahman") == []


@pytest.mark.usefixtures("sqlite_app")
def test_the_desk_registers_after_the_closing_date_and_is_told_of_it(
    client: Client, cast: Cast
) -> None:
    cast.region("53.08")
    meeting = cast.meeting()
    path = f"/desk/sesi/{meeting.key}/daftar"
    cast.sign_in(client, cast.ratna())
    assert "Registration closed on" not in client.get(path, headers=EN).text
    meeting.series.closes_at = soon(days=-1)
    assert "Registration closed on" in client.get(path, headers=EN).text
    assert client.submit(path, **TUBAGUS).status_code == 303
    (person,) = found("Tubagus Rahman")
    assert statuses(held_by(person)) == [SeatStatus.CONFIRMED]


@pytest.mark.usefixtures("sqlite_app")
def test_who_registers_runs_the_programme(client: Client, cast: Cast) -> None:
    papua = cast.secretariat("91").organisation
    meeting = cast.meeting(cast.series(cast.programme("Program Papua", owner=papua)))
    path = f"/desk/sesi/{meeting.key}/daftar"
    cast.sign_in(client, cast.staff(region="91"))
    assert client.get(path).status_code == 200
    assert path in client.get(f"/desk/sesi/{meeting.key}").text
    cast.sign_in(client, cast.staff(region="53"))
    assert client.get(path).status_code == 404
    leads = cast.facilitator(meeting)
    cast.sign_in(client, leads)
    assert client.get(path).status_code == 403
    cast.grant(leads, Role.SECRETARIAT, "53")
    assert client.get(path).status_code == 403
    assert path not in client.get(f"/desk/sesi/{meeting.key}").text
