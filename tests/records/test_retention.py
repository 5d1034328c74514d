"""What is deleted by itself when its time is over; the second run changes nothing."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from tests.cast import DIRECTOR, Cast, soon
from tests.certificates import cohorts
from tests.house.dump import dump
from tests.messages.outbox import letter_of
from webinar_hub.accounts import actions as accounts
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.roles.actions import invite
from webinar_hub.attendance.evidence.actions import Upload, import_report
from webinar_hub.attendance.matching.queries import groups
from webinar_hub.attendance.models import Evidence
from webinar_hub.attendance.readers.report import Row
from webinar_hub.certificates.issuing.actions import issue
from webinar_hub.config import Settings
from webinar_hub.directory.focal_requests import actions as asking
from webinar_hub.directory.models import FocalRequest
from webinar_hub.history.actions import note
from webinar_hub.history.models import AppendOnly, Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.actions import ask
from webinar_hub.people.models import Person, RequestKind, Role
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting
from webinar_hub.records.models import DataCode
from webinar_hub.records.own.codes import send_code
from webinar_hub.records.upkeep import queries, retention
from webinar_hub.registrations import letters
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.models import Seat
from webinar_hub.web.runs import PASSING_KEPT


def report(meeting: Meeting, digest: str, now: datetime) -> None:
    names = (("Maria Goreti Bere", "maria@example.org"), ("Tamu", "tamu@example.org"))
    rows = tuple(
        Row(line, name, "HP", email, meeting.starts_at, meeting.ends_at, None, waiting=False)
        for line, (name, email) in enumerate(names)
    )
    db.write(
        import_report, meeting.id, Upload(digest, digest, "test", rows, ()), by=DIRECTOR, now=now
    )


def test_names_of_nobody_go_after_ninety_days_and_wait_for_nobody(app: Flask, cast: Cast) -> None:
    settings: Settings = app.extensions["settings"]
    now = clock.now()
    old, young = (
        cast.meeting(starts_at=soon(days=-95)),
        cast.meeting(cast.series(cast.programme("Baru")), starts_at=soon(days=-80)),
    )
    maria = cast.maria()
    for meeting in (old, young):
        cast.registration(maria, meeting)
    report(old, "old", now - timedelta(days=91))
    report(young, "young", now - timedelta(days=89))
    first = retention.apply(Folder(settings.files), now=now)
    assert first["names of nobody in reports"] == 1
    shown = [
        (row.name, row.original_name, row.email)
        for row in db.session.scalars(select(Evidence).order_by(Evidence.id))
    ]
    assert shown == [
        ("Maria Goreti Bere", "HP", "maria@example.org"),
        ("–", None, None),
        ("Maria Goreti Bere", "HP", "maria@example.org"),
        ("Tamu", "HP", "tamu@example.org"),
    ]
    assert len(groups(old.id, undecided=True)) == 0
    assert len(groups(young.id, undecided=True)) == 1
    before = dump()
    again = retention.apply(Folder(settings.files), now=now)
    assert set(again.values()) == {0}
    assert dump() == before


def _outlived(now: datetime) -> set[str]:
    return {person.name for person in queries.outlived(now, limit=100)}


@pytest.mark.parametrize(
    ("months", "days", "over"),
    [(24, 731, True), (24, 729, False), (6, 184, True), (6, 181, False), (60, 1824, False)],
)
def test_participants_go_when_their_programme_says(
    app: Flask, cast: Cast, months: int, days: int, over: bool
) -> None:
    programme = cast.programme("Lama")
    programme.kept_months = months
    meeting = cast.meeting(cast.series(programme), starts_at=soon(days=0))
    maria, suparmin = cast.maria(), cast.suparmin()
    cast.registration(maria, meeting)
    cast.registration(
        suparmin,
        meeting,
        cast.meeting(cast.series(cast.programme("Kelak")), starts_at=soon(days=300)),
    )
    now = meeting.ends_at + timedelta(days=days)
    assert (maria.name in _outlived(now)) is over
    cast.registration(
        maria, cast.meeting(cast.series(cast.programme("Baru")), starts_at=now - timedelta(days=3))
    )
    assert maria.name not in _outlived(now)


def test_a_registration_without_a_place_counts_from_its_own_day(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    registration = cast.registration(maria, cast.meeting())
    db.session.execute(delete(Seat).where(Seat.registration_id == registration.id))
    db.session.commit()
    assert [
        maria.name in _outlived(registration.registered_at + timedelta(days=days))
        for days in (0, 729, 731)
    ] == [False, False, True]


def test_whoever_is_still_needed_stays(app: Flask, cast: Cast) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    now = clock.now() + timedelta(days=800)
    names = (
        "Pemegang Sertifikat",
        "Narasumber",
        "Petugas",
        "Penunggu Jawaban",
        "Dibatasi",
        "Pergi Saja",
        "Tanpa Pendaftaran",
    )
    people = {
        name: cast.person(name, email=f"{name.split()[0].lower()}@example.org") for name in names
    }
    cohorts.attended(cast, people["Pemegang Sertifikat"], meetings, present=4)
    for person in list(people.values())[1:-1]:
        cast.registration(person, *meetings)
    db.session.add(
        Appearance(
            meeting_id=meetings[0].id,
            person_id=people["Narasumber"].id,
            role=AppearanceRole.SPEAKER,
        )
    )
    cast.with_account(people["Petugas"])
    db.write(ask, people["Penunggu Jawaban"], RequestKind.OTHER, "?", language="id", now=now)
    people["Dibatasi"].restricted_at = now
    db.session.commit()
    db.write(issue, series, by=DIRECTOR, now=clock.now())
    assert _outlived(now) == {"Pergi Saja"}


def _typed_into_a_request(cast: Cast, name: str, email: str) -> FocalRequest:
    pelita = cast.organisation(f"Yayasan {name}", region="53")
    return db.write(
        asking.ask,
        pelita,
        typed_name=name,
        email=email,
        phone=None,
        proof="?",
        language="id",
        now=clock.now(),
    )


def test_people_who_never_registered_go_with_their_request_or_invitation(
    app: Flask, cast: Cast
) -> None:
    settings: Settings = app.extensions["settings"]
    now = clock.now()
    request = _typed_into_a_request(cast, "Belum Membuka", "belum@example.org")
    waiting = _typed_into_a_request(cast, "Menunggu Jawaban", "menunggu@example.org")
    db.write(asking.confirm, waiting, now=now)
    cast.region("53")
    invited = db.write(
        invite,
        typed_name="Belum Menerima",
        email="undangan@example.org",
        role=Role.SECRETARIAT,
        region_code="53",
        until=None,
        by=DIRECTOR,
        now=now,
    )
    registered = cast.person("Sudah Mendaftar", email="sudah@example.org")
    cast.registration(registered, cast.meeting(starts_at=soon(days=600)))
    worked = cast.with_account(cast.person("Pernah Bekerja", email="pernah@example.org"))
    account = db.session.scalars(select(Account).where(Account.person_id == worked.id)).one()
    db.write(accounts.close_account, account, by=DIRECTOR, now=now)
    names = {
        "Belum Membuka",
        "Menunggu Jawaban",
        "Belum Menerima",
        "Sudah Mendaftar",
        "Pernah Bekerja",
    }

    def living() -> set[str]:
        return (
            set(db.session.scalars(select(Person.name).where(Person.erased_at.is_(None)))) & names
        )

    def night(days: int) -> set[str]:
        later = now + timedelta(days=days)
        db.write(asking.forget, later - PASSING_KEPT)
        db.write(accounts.forget, later - PASSING_KEPT)
        retention.apply(Folder(settings.files), now=later)
        return living()

    assert (request.person.name, invited.person.name) == ("Belum Membuka", "Belum Menerima")
    assert night(29) == names
    assert night(31) == names - {"Belum Membuka"}
    assert night(38) == {"Menunggu Jawaban", "Sudah Mendaftar", "Pernah Bekerja"}
    assert night(1096) == {"Menunggu Jawaban", "Sudah Mendaftar"}
    assert "belum@example.org" not in dump()


def test_the_night_erases_them_and_counts_stay(app: Flask, cast: Cast) -> None:
    settings: Settings = app.extensions["settings"]
    now = clock.now()
    meeting = cast.meeting(starts_at=soon(days=-800))
    maria = cast.maria()
    cast.registration(maria, meeting)
    name, email = maria.name, maria.email
    assert retention.apply(Folder(settings.files), now=now)["people"] == 1
    assert maria.erased_at is not None
    assert name not in dump()
    assert email is not None
    assert email not in dump()
    assert registrations.counts([meeting.id])[meeting.id].confirmed == 1
    [erased] = db.session.scalars(select(Entry).where(Entry.verb == "erased"))
    assert (erased.actor_label, erased.subject_key) == ("machine:retention", maria.key)
    assert retention.apply(Folder(settings.files), now=now)["people"] == 0


def test_the_history_goes_after_three_years(app: Flask, cast: Cast) -> None:
    settings: Settings = app.extensions["settings"]
    now = clock.now()
    programme = cast.programme("Lama")
    for days in (3 * 365 + 1, 3 * 365 - 1):
        db.write(
            note, DIRECTOR, "changed", programme, now=now - timedelta(days=days), reason=str(days)
        )
    assert retention.apply(Folder(settings.files), now=now)["history"] == 1
    assert [
        entry.reason for entry in db.session.scalars(select(Entry).where(Entry.verb == "changed"))
    ] == [str(3 * 365 - 1)]
    with pytest.raises(AppendOnly):
        db.session.execute(delete(Entry))


def test_letters_and_codes_go_when_their_time_is_over(app: Flask, cast: Cast) -> None:
    settings: Settings = app.extensions["settings"]
    now = clock.now()
    registration = cast.registration(cast.maria(), cast.meeting())
    ages = {"old": 731, "waiting": 732, "young": 729}
    for name, days in ages.items():
        put = db.write(letters.link_again, registration, [], now=now - timedelta(days=days))
        letter = letter_of(put)
        letter.subject = name
        letter.state = LetterState.KEPT if name == "waiting" else LetterState.SENT
        db.session.commit()
    db.write(send_code, registration, by_hand=True, now=now - timedelta(days=2))
    db.write(
        send_code,
        cast.registration(cast.suparmin(), cast.meeting(cast.series(cast.programme("Baru")))),
        by_hand=True,
        now=now - timedelta(days=40),
    )
    done = retention.apply(Folder(settings.files), now=now)
    assert (done["texts of messages"], done["codes nobody asked the desk for"], done["codes"]) == (
        1,
        2,
        1,
    )
    emptied = {
        letter.subject: (letter.emptied, letter.facts == {})
        for letter in db.session.scalars(select(Letter))
        if letter.subject in ages
    }
    assert emptied == {"old": (True, True), "waiting": (False, False), "young": (False, False)}
    assert len(list(db.session.scalars(select(DataCode)))) == 1
    before = dump()
    assert set(retention.apply(Folder(settings.files), now=now).values()) == {0}
    assert dump() == before
