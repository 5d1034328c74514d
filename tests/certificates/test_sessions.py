"""A session of a rolling series is certified once, to whoever stayed long enough."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts, thursdays
from tests.statements import statements
from webinar_hub.certificates import queries
from webinar_hub.certificates.checking.queries import successor
from webinar_hub.certificates.earning import rules as earning
from webinar_hub.certificates.earning.rules import NotYet
from webinar_hub.certificates.issuing import actions
from webinar_hub.certificates.models import Certificate, CertificateKind, CertificateState
from webinar_hub.certificates.sessions.queries import dry_run, ended, ready
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import RegistrationState

THE_EVENING = datetime(2099, 11, 26, 12, tzinfo=UTC)
"""A moment after every session of these tests."""
EVERYBODY = Actor(id=3, label="Nasional", scopes=frozenset({""}))
NUSA_TENGGARA = Actor(id=4, label="NTT", scopes=frozenset({"53"}))


def issue(meeting: Meeting, now: datetime = THE_EVENING) -> list[Certificate]:
    return db.write(actions.issue, meeting, by=DIRECTOR, now=now)


def test_whoever_stayed_long_enough_gets_one_once(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    maria = cast.maria()
    thursdays.stayed(cast, maria, meeting, minutes=84)
    thursdays.stayed(cast, cast.suparmin(), meeting, minutes=83)
    thursdays.stayed(cast, cast.person("Yohana", phone="+628123"), meeting, minutes=None)
    [given] = issue(meeting)
    assert (given.person, given.kind, given.number) == (
        maria,
        CertificateKind.PARTICIPATION,
        "001/SERT/S-JAJAR/XI/2099",
    )
    names = ("title", "dates", "jp", "role", "topics", "holder")
    day = meeting.day
    assert [given.facts[name] for name in names] == [
        "Pangan pesisir, Semidaring Multisektor",
        f"{day.day} {given.facts['dates'].split()[1]} {day.year}",
        2,
        "Peserta",
        [],
        maria.full_name,
    ]
    assert issue(meeting) == []
    [letter] = db.session.scalars(select(Letter)).all()
    assert (letter.kind, letter.person_id) == ("certificates/issued", maria.id)
    [entry] = db.session.scalars(select(Entry).where(Entry.verb == "issued")).all()
    assert (entry.subject_key, entry.scope) == (given.key, "")


def test_the_dry_run_says_why_not(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.suparmin(), meeting, minutes=83)
    thursdays.stayed(cast, cast.person("Yohana", phone="+628123"), meeting, minutes=None)
    outcomes = [each.outcome for each in dry_run(meeting).entitlements]
    assert [str(each.reasons[0]) for each in outcomes if isinstance(each, NotYet)] == [
        "Hadir 83 dari 120 menit; syaratnya 84.",
        "Tidak tercatat hadir.",
    ]


def test_whose_name_is_decided_later_gets_the_next_number(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.maria(), meeting, minutes=120)
    issue(meeting)
    thursdays.stayed(cast, cast.suparmin(), meeting, minutes=120)
    assert [each.sequence for each in issue(meeting)] == [2]


def test_each_thursday_has_its_own_and_the_line_is_the_cohorts_too(app: Flask, cast: Cast) -> None:
    first = thursdays.over(cast, days=8)
    second = thursdays.over(cast, first.series, title="", days=1)
    maria = cast.maria()
    for meeting in (first, second):
        thursdays.stayed(cast, maria, meeting, minutes=120)
        issue(meeting)
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, maria, meetings, present=4)
    db.write(actions.issue, series, by=DIRECTOR, now=THE_EVENING)
    given = queries.of_person(maria)
    assert [(each.sequence, each.facts["title"]) for each in given] == [
        (1, "Pangan pesisir, Semidaring Multisektor"),
        (2, "Sesi ke-2, Semidaring Multisektor"),
        (3, "Pelatihan Kelanjutan Pelayanan, Angkatan 1"),
    ]


def test_a_pattern_that_names_the_kind_numbers_sessions_by_themselves(
    app: Flask, cast: Cast
) -> None:
    cast.secretariat().number_pattern = "{number:03}/{kind}/{issuer}/{year}"
    db.session.commit()
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.maria(), meeting, minutes=120)
    assert [each.number for each in issue(meeting)] == ["001/HADIR/S-JAJAR/2099"]


def test_a_session_is_certified_in_the_language_of_the_registration(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    meeting.title_en = "Coastal food"
    db.session.commit()
    john = cast.person("John Smith", email="john@example.org", language="en")
    thursdays.stayed(cast, john, meeting, minutes=120)
    [given] = issue(meeting)
    assert (given.facts["title"], given.facts["role"]) == (
        "Coastal food, Multisector webinar",
        "Participant",
    )


def test_whoever_left_the_series_or_pauses_was_there_all_the_same(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    for person, state in (
        (cast.maria(), RegistrationState.LEFT),
        (cast.suparmin(), RegistrationState.PAUSED),
    ):
        thursdays.stayed(cast, person, meeting, minutes=120).state = state
        db.session.commit()
    assert len(issue(meeting)) == 2


def test_nothing_is_certified_before_the_end_or_of_a_cancelled_session(
    app: Flask, cast: Cast
) -> None:
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.maria(), meeting, minutes=120)
    with pytest.raises(earning.SessionNotOver):
        issue(meeting, meeting.ends_at - timedelta(minutes=1))
    meeting.cancelled_at = clock.now()
    db.session.commit()
    with pytest.raises(earning.SessionNotHeld):
        issue(meeting)


def test_the_database_holds_that_one_stands_for_a_person_and_session(
    app: Flask, cast: Cast
) -> None:
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.maria(), meeting, minutes=120)
    [given] = issue(meeting)
    names = ("issuer_id", "kind", "line_id", "person_id", "meeting_id", "facts", "issued_by")
    same = {name: getattr(given, name) for name in names}
    db.session.add(Certificate(code="x", number="x", sequence=2, issued_at=THE_EVENING, **same))
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        db.session.flush()
    db.session.rollback()


def test_a_revoked_one_bars_another_of_this_session_alone(app: Flask, cast: Cast) -> None:
    first = thursdays.over(cast, days=8)
    second = thursdays.over(cast, first.series)
    maria = cast.maria()
    for meeting in (first, second):
        thursdays.stayed(cast, maria, meeting, minutes=120)
    [given] = issue(first)
    db.write(actions.revoke, given, reason="orang yang salah", by=DIRECTOR, now=THE_EVENING)
    assert issue(first) == []
    assert len(issue(second)) == 1
    db.write(actions.lift, given, reason="orangnya benar", by=DIRECTOR, now=THE_EVENING)
    [again] = issue(first)
    assert (given.state, again.sequence) == (CertificateState.REVOKED, 3)
    kinds = db.session.scalars(select(Letter.kind).order_by(Letter.id)).all()
    assert [kind.removeprefix("certificates/") for kind in kinds] == [
        "issued",
        "revoked",
        "issued",
        "issued",
    ]


def test_replacing_prints_the_name_of_today(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    maria = cast.maria()
    thursdays.stayed(cast, maria, meeting, minutes=120)
    [old] = issue(meeting)
    maria.title_after = "S.Sos., M.Kesos."
    db.session.commit()
    new = db.write(actions.replace, old, reason="ejaan gelar", by=DIRECTOR, now=THE_EVENING)
    assert (old.state, new.meeting, successor(old)) == (CertificateState.REPLACED, meeting, new)
    assert new.facts["holder"].endswith("M.Kesos.")
    attendance = dry_run(meeting).entitlements[0]
    assert (attendance.certificate, attendance.barred_by) == (new, None)


def test_who_sees_it_waiting_and_for_how_long(app: Flask, cast: Cast) -> None:
    old = thursdays.over(cast, days=30)
    recent = thursdays.over(cast, old.series)
    for meeting in (old, recent):
        thursdays.stayed(cast, cast.person("Ayu", email=f"{meeting.key}@a.id"), meeting, minutes=90)
    now = clock.now()
    since = now - timedelta(days=14)
    assert [(each.session, each.number) for each in ready(EVERYBODY, now=now, since=since)] == [
        (recent, 1)
    ]
    assert ready(NUSA_TENGGARA, now=now, since=since) == []
    page = ended(queries.run_by(EVERYBODY), now, size=1)
    assert [(each.meeting, each.placed, each.due, each.issued) for each in page.rows] == [
        (recent, 1, 1, 0)
    ]
    assert ended(queries.run_by(NUSA_TENGGARA), now).rows == []
    issue(recent)
    later = ended(queries.run_by(EVERYBODY), now, after=page.after, size=1)
    assert [(each.meeting, each.due) for each in later.rows] == [(old, 1)]
    assert ready(EVERYBODY, now=now, since=since) == []
    assert ended(queries.run_by(EVERYBODY), now, size=1).rows[0].issued == 1


def test_a_hundred_and_thirty_are_one_act_that_only_writes_more(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    thursdays.crowd(cast, meeting, 130)
    with statements() as seen:
        made = issue(meeting)
    assert [each.sequence for each in made] == list(range(1, 131))
    assert len(db.session.scalars(select(Letter)).all()) == 130
    assert len([each for each in seen if not each.startswith("INSERT")]) <= 15, seen
    assert len(seen) <= 18 + 3 * 130
