"""The history says which rows an account took along, whom it touched and could have seen."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast, acting
from tests.client import Client
from tests.topics.steps import proposed
from webinar_hub import cli, commands
from webinar_hub.accounts.machine import UnknownAccount
from webinar_hub.accounts.models import Account
from webinar_hub.attendance.lists.actions import note_export
from webinar_hub.attendance.models import Evidence, EvidenceKind, Match, Report
from webinar_hub.directory.models import FocalRequest
from webinar_hub.history.actions import note
from webinar_hub.kit import clock
from webinar_hub.kit.db import Base, db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import DataRequest, Duplicate, Person, RequestKind, Role
from webinar_hub.records.upkeep import incident
from webinar_hub.registrations.models import AccessNeed, Registration

HOUR = timedelta(hours=1)


def names(found: incident.Incident) -> list[tuple[str, list[str]]]:
    """Return who is affected, with the verbs alone."""
    return [
        (each.person.name, [act.partition("UTC ")[2].partition(":")[0] or act for act in each.acts])
        for each in found.people
    ]


def looked(
    account_of: str | None, *, could_see: bool = False, since: datetime | None = None
) -> incident.Incident:
    account = incident.account_at(account_of) if account_of else None
    return incident.look_into(since or clock.now() - HOUR, account, could_see=could_see)


@pytest.fixture
def yosep(app: Flask, cast: Cast) -> Person:
    """The secretary of NTT, who took the list with Maria along and handed her a link.

    Suparmin is of Jakarta.
    """
    meeting = cast.meeting()
    maria, suparmin = (
        cast.registration(cast.maria(), meeting),
        cast.registration(cast.suparmin(), meeting),
    )
    cast.registration(
        cast.person("Marthen Loe", email="marthen@example.org", region="53"),
        cast.meeting(cast.series(cast.programme("Lain"))),
    )
    yosep = cast.staff(region="53", email="yosep@jajar.example")
    other = cast.staff(name="Wilhelmina Doko", email="mina@jajar.example")
    now = clock.now()
    db.write(
        note_export,
        meeting.id,
        "csv",
        columns=["Name", "E-mail"],
        registrations=[maria.key],
        by=acting(yosep),
        now=now,
    )
    db.write(
        note_export,
        meeting.id,
        "csv",
        columns=["Nama"],
        registrations=[maria.key],
        by=acting(yosep),
        now=now - 2 * HOUR,
    )
    db.write(note, acting(other), "left", db.session.get_one(Registration, suparmin.id), now=now)
    return yosep


def test_an_account_is_asked_for_what_it_took_along(yosep: Person) -> None:
    found = looked("Yosep@JAJAR.example")
    assert names(found) == [("Maria Goreti Bere", ["exported list"])]
    [download] = found.downloads
    assert (download.columns, len(download.people), download.sure, download.by) == (
        ("Name", "E-mail"),
        1,
        True,
        "Yosep Rumbiak",
    )
    assert found.columns == ["Name", "E-mail"]


def test_without_an_account_everybody_at_the_desk_is_asked(yosep: Person) -> None:
    assert names(looked(None)) == [("Maria Goreti Bere", ["exported list"]), ("Suparmin", ["left"])]


def test_what_lay_before_does_not_count(yosep: Person) -> None:
    assert names(looked("yosep@jajar.example", since=clock.now() + HOUR)) == []
    assert len(looked("yosep@jajar.example", since=clock.now() - 3 * HOUR).downloads) == 2


def test_who_could_be_seen_is_the_accounts_own_region(cast: Cast, yosep: Person) -> None:
    proposed(cast.programme("Nasional"), typed_name="Jauh Sekali", email="jauh@example.org")
    found = looked("yosep@jajar.example", could_see=True)
    assert names(found) == [
        ("Maria Goreti Bere", ["exported list", "could be seen"]),
        ("Marthen Loe", ["could be seen"]),
    ]


def test_who_stands_for_an_organisation_could_see_its_people(app: Flask, cast: Cast) -> None:
    organisation = cast.organisation("Yayasan Pelita", region="53")
    cast.registration(cast.maria(), cast.meeting()).organisation_id = organisation.id
    cast.registration(cast.suparmin(), cast.meeting(cast.series(cast.programme("Lain"))))
    cast.focal(organisation)
    db.session.commit()
    assert names(looked("maya@lembaga.example", could_see=True)) == [
        ("Maria Goreti Bere", ["could be seen"])
    ]


def test_an_inclusion_officer_could_see_who_needs_something_in_their_region(
    app: Flask, cast: Cast
) -> None:
    meeting = cast.meeting()
    for person in (cast.maria(), cast.suparmin()):
        db.session.add(
            AccessNeed(
                registration_id=cast.registration(person, meeting).id,
                captions=True,
                asked_at=clock.now(),
            )
        )
    cast.registration(cast.person("Marthen Loe", region="53"), meeting)
    cast.staff(Role.INCLUSION, region="53", email="dewi@jajar.example")
    assert names(looked("dewi@jajar.example", could_see=True)) == [
        ("Maria Goreti Bere", ["could be seen"])
    ]


Told = tuple[str, Base, dict[str, Any]]


def _entries(cast: Cast, maria: Registration, now: datetime) -> Iterator[Told]:
    """Yield an entry of each kind of object that tells of Maria.

    Its verb, its object, what stands in it.
    """
    person, meeting = maria.person, cast.meeting(maria.series)
    report = Report(
        meeting_id=meeting.id,
        name="r.csv",
        digest="d",
        format="f",
        rows=1,
        problems=0,
        imported_by="t",
        imported_at=now,
    )
    letter = Letter(
        kind="k",
        subject="s",
        person_id=person.id,
        due=now,
        language="id",
        facts={},
        message_id="m",
        next_at=now,
        written_at=now,
    )
    need = AccessNeed(registration_id=maria.id, asked_at=now)
    request = DataRequest(person_id=person.id, kind=RequestKind.OTHER, asked_at=now, due_at=now)
    other = cast.person("Orang Lain")
    pair = Duplicate(one_id=person.id, other_id=other.id, score=80, reasons="name", found_at=now)
    account, organisation = (
        Account(person_id=person.id, email="maria@example.org"),
        cast.organisation(),
    )
    asked = FocalRequest(
        organisation_id=organisation.id,
        person_id=person.id,
        email="m@example.org",
        phone="",
        proof="",
        language="id",
        made_at=now,
        settled_at=now,
    )
    db.session.add_all([report, letter, need, request, pair, account, asked])
    db.session.flush()
    row = Evidence(
        meeting_id=meeting.id,
        report_id=report.id,
        kind=EvidenceKind.STAY,
        fingerprint="f",
        noted_at=now,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(
        Match(evidence_id=row.id, registration_id=maria.id, by_label="t", at=now, why="t")
    )
    db.session.commit()
    yield from (
        (verb, meeting, {"report": report.key}) for verb in ("imported report", "withdrew report")
    )
    yield from (
        (verb, meeting, {field: maria.key})
        for verb, field in (("matched", "is"), ("took back a match", "was"))
    )
    yield from ((verb, meeting, {"person": person.key}) for verb in ("appointed", "dismissed"))
    yield from (
        ("answered", need, {}),
        ("answered", request, {}),
        ("sent again", letter, {}),
        ("granted", person, {}),
        ("left", maria, {}),
    )
    yield from (
        ("decided on a pair", pair, {"one": person.key, "two": "-"}),
        ("decided on a pair", pair, {"one": "-", "two": person.key}),
        ("printed a sign-in link", account, {}),
    )
    yield from (
        ("took in people", maria.series, {"registrations": 1}),
        ("refused a focal person", organisation, {}),
        ("agreed to a topic", proposed(meeting.series.programme), {}),
    )


def test_each_kind_of_act_leads_to_whom_it_touches(app: Flask, cast: Cast) -> None:
    maria, now = cast.registration(cast.maria(), cast.meeting()), clock.now()
    by = acting(cast.staff(email="yosep@jajar.example"))
    entries = list(_entries(cast, maria, now))
    for verb, subject, facts in entries:
        db.write(note, by, verb, subject, now=now, after=facts, scope="")
    assert dict(names(looked("yosep@jajar.example")))["Maria Goreti Bere"] == sorted(
        verb for verb, _subject, _facts in entries
    )


def test_a_list_of_an_earlier_version_names_everybody_who_had_a_place(
    app: Flask, cast: Cast
) -> None:
    meeting = cast.meeting()
    for person in (cast.maria(), cast.suparmin()):
        cast.registration(person, meeting)
    by = acting(cast.staff(email="yosep@jajar.example"))
    db.write(
        note,
        by,
        "exported list",
        meeting,
        now=clock.now(),
        after={"form": "csv", "columns": ["Nama"], "rows": 2},
    )
    [download] = looked("yosep@jajar.example").downloads
    assert (len(download.people), download.sure) == (2, False)


def test_an_address_that_nobody_signs_in_with_is_said(app: Flask) -> None:
    with pytest.raises(UnknownAccount):
        incident.account_at("tiada@jajar.example")


def test_the_list_at_the_desk_writes_the_rows_into_the_history(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    cast.registration(cast.maria(), meeting)
    cast.sign_in(client, cast.staff(email="yosep@jajar.example"))
    assert (
        client.submit(f"/desk/sesi/{meeting.key}", action="peserta.csv", contacts=True).status_code
        == 200
    )
    found = looked("yosep@jajar.example")
    assert [name for name, _acts in names(found)] == ["Maria Goreti Bere"]
    assert "Email" in " ".join(found.columns)


def test_the_command_prints_lines_and_drafts_the_notice_in_both_languages(
    yosep: Person,
    app: Flask,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(commands, "_opened", lambda: app)
    since = (clock.now() - HOUR).isoformat()
    given = [
        "who-was-affected",
        "--since",
        since,
        "--account",
        "yosep@jajar.example",
        "--notice",
        str(tmp_path / "n.txt"),
    ]
    assert cli.main(given) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t")[1:] == [
        "Yosep Rumbiak",
        lines[0].split("\t")[2],
        "1 people",
        "Name, E-mail",
    ]
    assert lines[1].split("\t")[:2] == ["Dr. Maria Goreti Bere, S.Sos., M.Si.", "maria@example.org"]
    assert lines[2] == "1 people, 1 lists."
    notice = (tmp_path / "n.txt").read_text("utf-8")
    for part in (
        "PEMBERITAHUAN TENTANG DATA PRIBADI ANDA",
        "NOTICE ABOUT YOUR PERSONAL DATA",
        "Name, E-mail",
        "sekretariat@jajar.example",
        "1 orang",
        "1 person",
    ):
        assert part in notice
    assert "maria" not in notice.casefold()
    assert cli.main(["who-was-affected", "--since", "kemarin"]) == 1
    assert "is no moment" in capsys.readouterr().err
