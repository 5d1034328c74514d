"""After erasure no table, file or log holds a trace of somebody who was everywhere."""

import logging
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, soon
from tests.certificates import cohorts
from tests.client import EN, Client
from tests.messages.outbox import send, with_server
from tests.messages.sink import mail_server
from tests.records.opened import digits, open_data
from tests.records.test_erase import everything, row
from webinar_hub.accounts import actions as accounts
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.proving import actions as proving
from webinar_hub.accounts.reading import actions as reading
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.accounts.roles.rules import LastAdministrator
from webinar_hub.accounts.rules import actor_for
from webinar_hub.attendance.evidence.actions import Upload, import_report
from webinar_hub.attendance.matching.actions import Decision, Verdict, decide
from webinar_hub.attendance.models import Evidence
from webinar_hub.certificates.drawing.actions import draw_due
from webinar_hub.certificates.issuing import actions as certificates
from webinar_hub.certificates.models import Certificate
from webinar_hub.config import Settings
from webinar_hub.directory.imports import actions as directory
from webinar_hub.directory.imports.tables import Row, Table
from webinar_hub.directory.models import FocalRequest
from webinar_hub.directory.unknown_names.actions import dismiss_unknown
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import ONESELF, Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.text import search_key
from webinar_hub.messages import actions as messages
from webinar_hub.messages import sender
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.people.contacts import Contact
from webinar_hub.people.models import (
    DataRequest,
    Duplicate,
    Person,
    RequestKind,
    RequestState,
    Role,
)
from webinar_hub.people.models import Decision as Decided
from webinar_hub.programmes.handover import actions as handover
from webinar_hub.programmes.models import Meeting
from webinar_hub.records.own import actions, codes
from webinar_hub.records.same import actions as merging
from webinar_hub.records.upkeep import actions as upkeep
from webinar_hub.records.upkeep import retention
from webinar_hub.registrations import needs, personal_links
from webinar_hub.registrations.models import AccessNeed, Registration
from webinar_hub.web import limits

MARKS = (
    "zulfikri",
    "marwoto",
    "wahyuni",
    "zmarwoto@",
    "kantor.z@",
    "lama.z@",
    "99887766",
    "9988-7766",
    "toko z",
)
"""What names, reaches and surrounds one person, in small letters.

A dump before the erasure holds each of them.
"""

NAME, EARLIER = "Zulfikri Marwoto, S.Kom.", "Zulfikri Wahyuni"
EMAIL, OFFICE, PHONE = "zmarwoto@example.org", "kantor.z@jajar.example", "+6281399887766"


@pytest.fixture
def ratna(app: Flask, cast: Cast) -> Actor:
    """The administrator, who remains."""
    person = cast.ratna()
    return actor_for(person.id, person.full_name, [(Role.ADMINISTRATOR, None)])


def took_part(cast: Cast) -> tuple[Registration, Meeting]:
    """Register under an earlier name and address, change both, ask for help in words."""
    _series, held = cohorts.over(cast, cohorts.programme(cast), required=1)
    person = cast.person(EARLIER, email="lama.z@example.org", phone=PHONE, region="53")
    registration = cast.registration(person, *held)
    cast.person("Zulfikri M. Wahyuni", email="lama.z@example.org").merged_into_id = person.id
    db.session.commit()
    now = clock.now()
    db.write(actions.correct, registration, actions.Correction(NAME, "Toko Z", "53"), now=now)
    db.write(codes.send_address_code, registration, Contact(email=EMAIL), by_hand=False, now=now)
    db.write(
        actions.change_address,
        registration,
        digits(cast, "records/confirm_address"),
        link_key=cast.links.link_key,
        now=now,
    )
    db.write(
        actions.ask, registration, RequestKind.OTHER, "Hubungi Zulfikri di 0813-9988-7766", now=now
    )
    db.write(personal_links.send_to, EMAIL, None, now=now)
    for name in (f"lost-link:{PHONE}", f"sign-in:127.0.0.1:{EMAIL}"):
        limits.allow(name, most=9, per=timedelta(hours=1))
    return registration, held[0]


def came_to_the_desk(registration: Registration, ratna: Actor) -> Actor:
    """Accept and give a role, make a read-only link, take another sign-in address."""
    person, now = registration.person, clock.now()
    offer = db.write(
        delegation.invite,
        typed_name=NAME,
        email=EMAIL,
        role=Role.SECRETARIAT,
        region_code=None,
        until=None,
        by=ratna,
        now=now,
    )
    assert offer.person_id == person.id
    db.write(delegation.accept, offer.key, token="t", browser="Zulfikri's Firefox", now=now)
    oneself = actor_for(person.id, person.full_name, [(Role.SECRETARIAT, None)])
    other: dict[str, Any] = {
        "typed_name": "Agustinus Kleden",
        "email": "agus@jajar.example",
        "region_code": "53",
        "until": None,
    }
    db.write(
        delegation.accept,
        db.write(delegation.invite, **other, role=Role.SECRETARIAT, by=oneself, now=now).key,
        token="u",
        browser="Firefox",
        now=now,
    )
    db.write(
        reading.make,
        "digest",
        label="Donor",
        region_code=None,
        until=now + timedelta(days=30),
        by=oneself,
        now=now,
    )
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    db.write(accounts.make_link, account, now=now)
    db.write(
        accounts.confirm_new_address,
        db.write(accounts.ask_new_address, account, OFFICE, now=now).key,
        now=now,
    )
    limits.allow(f"sign-in:{OFFICE}", most=9, per=timedelta(hours=1))
    return oneself


def recognised_and_taken_back(
    cast: Cast, app: Flask, registration: Registration, meeting: Meeting, oneself: Actor
) -> None:
    """Let the facilitator say on the desk that nobody is called like this, and take that back."""
    db.write(
        import_report,
        meeting.id,
        Upload("nama.csv", "f", "test", (row("Pak Marwoto", meeting, line=9),), ()),
        by=oneself,
        now=clock.now(),
    )
    desk = app.test_client()
    assert isinstance(desk, Client)
    cast.sign_in(desk, cast.facilitator(meeting))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    for decision in ("nobody", "undo"):
        form = desk.form(path, "decision", action="cocokkan")
        assert desk.post(form.action, data={**form.fields, "decision": decision}).status_code == 303
    [row_of] = db.session.scalars(select(Evidence).where(Evidence.name == "Pak Marwoto"))
    db.write(
        decide,
        meeting.id,
        Decision([row_of.fingerprint], Verdict.SOMEBODY, registration.key),
        by=oneself,
        now=clock.now(),
    )


def worked_there(
    cast: Cast, app: Flask, registration: Registration, meeting: Meeting, oneself: Actor
) -> None:
    """Sign whatever somebody at the desk can sign: reports, certificates, tables, answers."""
    now = clock.now()
    elsewhere = cast.meeting(cast.series(cast.programme("Lain")), starts_at=soon(days=-3))
    rows = (
        row("Zulfikri Marwoto", meeting, email=EMAIL),
        row("HP Zulfikri", meeting, line=2),
        row("Anton Bura", meeting, line=3),
    )
    db.write(
        import_report,
        meeting.id,
        Upload("Zulfikri Marwoto.csv", "d", "test", rows, ()),
        by=oneself,
        now=now,
    )
    db.write(
        import_report,
        elsewhere.id,
        Upload("b", "e", "test", (row("Z", elsewhere, email=EMAIL),), ()),
        by=oneself,
        now=now,
    )
    [odd] = db.session.scalars(select(Evidence).where(Evidence.name == "HP Zulfikri"))
    db.write(
        decide,
        meeting.id,
        Decision([odd.fingerprint], Verdict.SOMEBODY, registration.key),
        by=oneself,
        now=now,
    )
    db.write(dismiss_unknown, search_key("Toko Z"), by=oneself, now=now)
    content = directory.look_at(Table([Row(2, name="Yayasan Zulfikri Marwoto")], []), by=oneself)
    db.write(directory.keep_table, content, file_name="zulfikri marwoto.csv", by=oneself, now=now)
    papua = cast.secretariat("91").organisation
    db.write(
        handover.offer,
        cast.programme("Seri Pindah"),
        papua,
        reason="Zulfikri Wahyuni pindah tugas",
        by=oneself,
        now=now,
    )
    asked = AccessNeed(
        registration_id=cast.registration(cast.maria(), elsewhere).id, captions=True, asked_at=now
    )
    db.session.add(asked)
    db.session.commit()
    db.write(needs.answer, asked, "Juru ketik sudah ada.", by=oneself, now=now)
    settings: Settings = app.extensions["settings"]
    [made] = db.write(certificates.issue, meeting.series, by=oneself, now=now)
    draw_due(cast.links, settings.files)
    again = db.write(
        certificates.replace, made, reason="Nama Zulfikri Wahyuni keliru", by=oneself, now=now
    )
    draw_due(cast.links, settings.files)
    assert again.facts["holder"] == NAME


def decided_on_people(cast: Cast, oneself: Actor, ratna: Actor) -> None:
    """Merge and separate people, tell two apart, ask for a reset of a second step."""
    now = clock.now()
    ana, anna, hana = (
        cast.person(name, region="53") for name in ("Ana Bire", "Anna Bire", "Hana Bire")
    )
    for one, other in ((ana, anna), (ana, hana)):
        db.session.add(
            Duplicate(one_id=one.id, other_id=other.id, score=80, reasons="name", found_at=now)
        )
    db.session.commit()
    same, different = db.session.scalars(select(Duplicate.id).order_by(Duplicate.id)).all()
    done = db.write(merging.merge, same, frozenset(), by=oneself, now=now)
    db.write(merging.undo, done.id, by=oneself, now=now)
    db.write(merging.decide, different, Decided.DIFFERENT, by=oneself, now=now)
    theirs, others = (
        db.session.scalars(select(Account).where(Account.person_id == each.id)).one()
        for each in (oneself, ratna)
    )
    theirs.proves_since = others.proves_since = now
    db.session.commit()
    db.write(proving.ask_reset, others, by=oneself, now=now)
    db.write(proving.reset, theirs, others=[others], by=ratna, now=now)


_NO_PERSON = {"letter.claimed_by"}
"""Columns that are called like the name of somebody who acted, and hold that of a process."""


def unsigned() -> list[str]:
    """Return the columns for the name of whoever acted that do not hold this person's.

    What nobody fills here, nobody finds left over.
    """
    signing = [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("_by", "_label"))
    ]
    wanted = [column for column in signing if str(column) not in _NO_PERSON]
    return [
        str(column)
        for column in wanted
        if db.session.scalar(select(column).where(column.contains("Zulfikri")).limit(1)) is None
    ]


def asked_to_stand_for_an_organisation(cast: Cast, person: Person) -> None:
    """Say how one can be reached and why one may speak for an organisation."""
    asked: dict[str, Any] = {
        "email": "kantor.z@example.org",
        "phone": PHONE,
        "proof": "Tanya Zulfikri",
        "language": "id",
        "made_at": clock.now(),
    }
    db.session.add(
        FocalRequest(organisation_id=cast.organisation().id, person_id=person.id, **asked)
    )
    db.session.commit()


def letters_came_back(app: Flask, ratna: Actor) -> None:
    """Let the mail server refuse the address by name, and the desk send a letter again."""
    with mail_server(
        refuse_receiver={EMAIL: [f"450 <{EMAIL}> busy", *[f"550 <{EMAIL}> unknown"] * 50]}
    ) as sink:
        send(app, with_server(app, sink.port, mail_retry=(60,)))
    letter = db.session.scalars(
        select(Letter).where(
            Letter.kind == "certificates/issued", Letter.state == LetterState.PARKED
        )
    ).first()
    assert letter is not None
    db.write(messages.send_again, letter.id, by=ratna, now=clock.now())


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Keep what the hub says while it works."""
    with caplog.at_level(logging.DEBUG, "webinar_hub"):
        yield caplog


def test_no_table_no_file_and_no_line_of_the_log_names_them(
    app: Flask, client: Client, cast: Cast, ratna: Actor, log: pytest.LogCaptureFixture
) -> None:
    registration, meeting = took_part(cast)
    oneself = came_to_the_desk(registration, ratna)
    recognised_and_taken_back(cast, app, registration, meeting, oneself)
    worked_there(cast, app, registration, meeting, oneself)
    decided_on_people(cast, oneself, ratna)
    asked_to_stand_for_an_organisation(cast, registration.person)
    letters_came_back(app, ratna)
    before = everything(app)
    assert ([mark for mark in MARKS if mark not in before], unsigned()) == ([], [])
    path = open_data(cast, client, registration)
    assert client.submit(f"{path}/hapus", action="").status_code == 303, (
        "whoever works at the desk asks for it"
    )
    request = db.session.scalars(
        select(DataRequest).where(DataRequest.kind == RequestKind.ERASE)
    ).one()
    db.write(
        upkeep.answer, request.id, granted=True, words="Baik, Zulfikri.", by=ratna, now=clock.now()
    )
    settings: Settings = app.extensions["settings"]
    retention.clear_away(settings.files)
    left = everything(app)
    assert [
        (mark, left[left.index(mark) - 120 : left.index(mark) + 80])
        for mark in MARKS
        if mark in left
    ] == []
    assert [
        line for line in log.text.casefold().splitlines() if any(mark in line for mark in MARKS)
    ] == []
    db.session.expire_all()
    acted = {
        (entry.actor_id, entry.actor_label)
        for entry in db.session.scalars(select(Entry).where(Entry.verb == "imported report"))
    }
    assert acted == {(registration.person_id, "…")}, "that it was one and the same person stays"
    for stays in ("anton bura", "juru ketik sudah ada."):
        assert stays in left, "other people's rows stay"
    assert client.get(path).status_code == 404
    for certificate in db.session.scalars(select(Certificate)).all():
        check = client.get(f"/cek/{certificate.code}", headers=EN).text
        assert (certificate.number in check, certificate.digest[:16] in check) == (True, True)


def in_the_files_of(app: Flask) -> list[str]:
    """Return the marks that the files of SQLite hold, the log beside the database included."""
    settings: Settings = app.extensions["settings"]
    files = sorted(settings.instance.glob("hub.db*"))
    # By another process: closing a file takes away the locks that this one holds on it
    # (https://sqlite.org/howtocorrupt.html, 2.2).
    held = (
        subprocess.run(["cat", *files], capture_output=True, check=True)
        .stdout.decode("latin-1")
        .casefold()
    )
    return [mark for mark in MARKS if mark in held]


def test_no_file_of_the_database_holds_what_somebody_had_erased(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    registration, _meeting = took_part(cast)
    path = open_data(cast, client, registration)
    assert "zmarwoto@" in in_the_files_of(sqlite_app)
    assert client.submit(f"{path}/hapus", action="").location == "/data-terhapus"
    assert in_the_files_of(sqlite_app) == []


def test_no_file_of_the_database_holds_what_was_erased_after_the_night(
    sqlite_app: Flask, cast: Cast
) -> None:
    registration, _meeting = took_part(cast)
    db.write(upkeep.erase, registration.person, by=ONESELF, now=clock.now())
    assert "zmarwoto@" in in_the_files_of(sqlite_app), "nobody has emptied the log yet"
    settings: Settings = sqlite_app.extensions["settings"]
    retention.apply(settings.files, now=clock.now())
    assert in_the_files_of(sqlite_app) == []


def test_what_waited_to_be_sent_is_not_sent_to_the_erased(app: Flask, cast: Cast) -> None:
    person = cast.registration(cast.maria(), cast.meeting()).person
    now = clock.now()
    for number in range(100):
        facts: dict[str, Any] = {
            "subject": f"n:{number}",
            "person": person,
            "facts": {},
            "due": now,
            "language": "id",
            "now": now,
        }
        db.write(messages.post, "registrations/link_again", **facts)
    db.write(upkeep.erase, person, by=ONESELF, now=now)
    settings: Settings = app.extensions["settings"]
    for lane in Lane:
        sender.send_due(lane, settings, cast.links)
    assert set(db.session.scalars(select(Letter.state))) == {LetterState.DROPPED}


def test_the_last_administrator_is_neither_closed_nor_erased(
    app: Flask, cast: Cast, ratna: Actor
) -> None:
    person = db.session.get_one(Person, ratna.id)
    with pytest.raises(LastAdministrator):
        db.write(upkeep.erase, person, by=ratna, now=clock.now())
    db.session.refresh(person)
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    assert (person.erased_at, account.closed_at) == (None, None)
    second = cast.staff(Role.ADMINISTRATOR, name="Yuliana Tefa", email="yuli@jajar.example")
    acting = actor_for(second.id, second.full_name, [(Role.ADMINISTRATOR, None)])
    db.write(upkeep.erase, person, by=acting, now=clock.now())
    db.session.refresh(person)
    assert person.erased_at is not None
    assert "ratna wulandari" not in everything(app)


def test_a_request_of_somebody_erased_is_settled_and_the_night_finds_nothing_more(
    app: Flask, cast: Cast
) -> None:
    registration = cast.registration(cast.maria(), cast.meeting())
    asked = db.write(actions.ask, registration, RequestKind.OTHER, "Saya Maria", now=clock.now())
    db.write(upkeep.erase, registration.person, by=ONESELF, now=clock.now())
    db.session.refresh(asked)
    assert (asked.state, asked.words) == (RequestState.GRANTED, "")
    settings: Settings = app.extensions["settings"]
    assert set(retention.apply(settings.files, now=clock.now()).values()) == {0}
