"""After erasure no table, file or log holds a trace of somebody who was everywhere."""

import logging
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.client import EN, Client
from tests.records.open_data import open_data
from tests.records.test_erase import everything
from tests.records.traces import (
    MARKS,
    asked_to_stand_for_an_organisation,
    came_to_the_desk,
    decided_on_people,
    letters_came_back,
    proposed_a_topic,
    recognised_and_taken_back,
    took_part,
    unsigned,
    worked_there,
)
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.roles.rules import LastAdministrator
from webinar_hub.accounts.rules import actor_for
from webinar_hub.certificates.models import Certificate
from webinar_hub.config import Settings
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import ONESELF, Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.messages import actions as messages
from webinar_hub.messages import sender
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.people.models import (
    DataRequest,
    Person,
    RequestKind,
    RequestState,
    Role,
)
from webinar_hub.records.own import actions
from webinar_hub.records.upkeep import actions as upkeep
from webinar_hub.records.upkeep import retention


@pytest.fixture
def ratna(app: Flask, cast: Cast) -> Actor:
    """The administrator, who remains."""
    person = cast.ratna()
    return actor_for(person.id, person.full_name, [(Role.ADMINISTRATOR, None)])


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
    proposed_a_topic(registration, ratna)
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
    retention.clear_away(Folder(settings.files))
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
    retention.apply(Folder(settings.files), now=clock.now())
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
    assert set(retention.apply(Folder(settings.files), now=clock.now()).values()) == {0}
