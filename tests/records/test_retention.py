"""What is deleted by itself when its time is over; the second run changes nothing."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.house.dump import dump
from webinar_hub.attendance import queries as attendance
from webinar_hub.attendance.actions import Upload, import_report
from webinar_hub.attendance.models import Evidence
from webinar_hub.attendance.readers import Row
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.programmes.models import Meeting
from webinar_hub.records import retention
from webinar_hub.records.actions import send_code
from webinar_hub.records.models import DataCode
from webinar_hub.registrations import letters


def report(meeting: Meeting, digest: str, now: datetime) -> None:
    names = (("Maria Goreti Bere", "maria@example.org"), ("Tamu", "tamu@example.org"))
    rows = tuple(Row(line, name, "HP", email, meeting.starts_at, meeting.ends_at, None, waiting=False) for line, (name, email) in enumerate(names))
    db.write(import_report, meeting.id, Upload(digest, digest, "test", rows, ()), by=DIRECTOR, now=now)


def test_names_of_nobody_go_after_ninety_days_and_wait_for_nobody(app: Flask, cast: Cast) -> None:
    settings: Settings = app.extensions["settings"]
    now = clock.now()
    old, young = cast.meeting(starts_at=soon(days=-95)), cast.meeting(cast.series(cast.programme("Baru")), starts_at=soon(days=-80))
    maria = cast.maria()
    for meeting in (old, young):
        cast.registration(maria, meeting)
    report(old, "old", now - timedelta(days=91))
    report(young, "young", now - timedelta(days=89))
    first = retention.apply(settings.files, now=now)
    assert first["names of nobody in reports"] == 1
    shown = [(row.name, row.original_name, row.email) for row in db.session.scalars(select(Evidence).order_by(Evidence.id))]
    assert shown == [
        ("Maria Goreti Bere", "HP", "maria@example.org"),
        ("–", None, None),
        ("Maria Goreti Bere", "HP", "maria@example.org"),
        ("Tamu", "HP", "tamu@example.org"),
    ]
    assert len(attendance.groups(old.id, undecided=True)) == 0
    assert len(attendance.groups(young.id, undecided=True)) == 1
    before = dump()
    again = retention.apply(settings.files, now=now)
    assert set(again.values()) == {0}
    assert dump() == before


def test_letters_and_codes_go_when_their_time_is_over(app: Flask, cast: Cast) -> None:
    settings: Settings = app.extensions["settings"]
    now = clock.now()
    registration = cast.registration(cast.maria(), cast.meeting())
    ages = {"old": 731, "waiting": 732, "young": 729}
    for name, days in ages.items():
        letter = db.write(letters.link_again, registration, [], now=now - timedelta(days=days))
        letter.subject = name
        letter.state = LetterState.KEPT if name == "waiting" else LetterState.SENT
        db.session.commit()
    db.write(send_code, registration, by_hand=True, now=now - timedelta(days=2))
    db.write(
        send_code, cast.registration(cast.suparmin(), cast.meeting(cast.series(cast.programme("Baru")))), by_hand=True, now=now - timedelta(days=40)
    )
    done = retention.apply(settings.files, now=now)
    assert (done["texts of messages"], done["codes nobody asked the desk for"], done["codes"]) == (1, 2, 1)
    emptied = {letter.subject: (letter.emptied, letter.facts == {}) for letter in db.session.scalars(select(Letter)) if letter.subject in ages}
    assert emptied == {"old": (True, True), "waiting": (False, False), "young": (False, False)}
    assert len(list(db.session.scalars(select(DataCode)))) == 1
    before = dump()
    assert set(retention.apply(settings.files, now=now).values()) == {0}
    assert dump() == before
