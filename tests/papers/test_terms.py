"""Terms of reference of a session: written at the desk, read by everybody, printed."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.papers.steps import terms_of
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.letterhead import Unprintable
from webinar_hub.kit.zones import WIB, WIT
from webinar_hub.papers.rules import version_of
from webinar_hub.papers.terms import actions, queries, rules
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting, State
from webinar_hub.records.upkeep.actions import erase

STARTS = datetime(2040, 11, 29, 7, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=2)
WRITTEN = {
    "language": "id",
    "background": "Ketika <air> naik.\n\nLayanan tetap jalan.",
    "aims": "- Berbagi\n- Belajar",
    "questions": "",
    "agenda": [(0, 10, "Pembukaan"), (10, None, "Paparan")],
    "method": "",
    "output": "Daftar periksa",
}


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("14.00 Pembukaan", [(0, None, "Pembukaan")]),
        ("14:10–14.40 Paparan: dua orang", [(10, 40, "Paparan: dua orang")]),
        ("14.10 s.d. 14.40 WIB Paparan", [(10, 40, "Paparan")]),
        ("15.30 - 16.00 Penutup\n\n14.00 Buka", [(0, None, "Buka"), (90, 120, "Penutup")]),
        ("13.45 Uji suara", [(-15, None, "Uji suara")]),
        ("16.30 WIT Tanya jawab", [(30, None, "Tanya jawab")]),
        ("", []),
    ],
)
def test_an_agenda_is_read_as_people_write_it(typed: str, points: list[rules.Point]) -> None:
    assert rules.agenda(typed, STARTS, ENDS, WIB) == points


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("Pembukaan", rules.UnreadablePoint),
        ("14.00", rules.UnreadablePoint),
        ("14.75 Pembukaan", rules.UnreadablePoint),
        ("25.10 Pembukaan", rules.UnreadablePoint),
        ("16.00 Pembukaan", rules.OutsideSession),
        ("09.00 Pembukaan", rules.OutsideSession),
        ("15.50–16.10 Penutup", rules.OutsideSession),
        ("15.50–15.40 Penutup", rules.OutsideSession),
        ("\n".join(["14.00 Acara"] * 41), rules.TooManyPoints),
    ],
)
def test_an_agenda_that_cannot_be_right_is_refused(typed: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        rules.agenda(typed, STARTS, ENDS, WIB)


def test_an_agenda_over_midnight_reads_as_it_was_typed() -> None:
    starts = datetime(2040, 11, 29, 14, 30, tzinfo=UTC)
    typed = "23.30–23.50 Pembukaan\n00.20 Paparan"
    points = rules.agenda(typed, starts, starts + timedelta(hours=2), WIT)
    assert points == [(0, 20, "Pembukaan"), (50, None, "Paparan")]
    assert rules.typed(points, starts, WIT) == typed


def test_a_list_is_read_without_its_signs() -> None:
    assert rules.items("- satu\n2. dua\n\n• tiga\n2040 orang") == [
        "satu",
        "dua",
        "tiga",
        "2040 orang",
    ]


def _session(cast: Cast) -> Meeting:
    meeting = cast.meeting(starts_at=STARTS, title="Ketika air <naik>")
    meeting.series.programme.audience = "Lembaga anggota jejaring"
    _appears(meeting, cast.maria())
    db.session.commit()
    return meeting


def _speaker() -> Person:
    return db.session.scalars(select(Appearance)).one().person


def _appears(meeting: Meeting, person: Person) -> None:
    part = {"meeting_id": meeting.id, "person_id": person.id, "role": AppearanceRole.SPEAKER}
    db.session.add(Appearance(**part))
    db.session.commit()


def _write(meeting: Meeting, **changed: Any) -> None:
    facts = WRITTEN | {"version": version_of(queries.terms_of(meeting))} | changed
    db.write(actions.write, meeting, **facts, by=DIRECTOR, now=clock.now())


def _pdf(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) <= rules.MOST_PAGES
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_everybody_reads_them_and_takes_them_along(app: Flask, cast: Cast, client: Client) -> None:
    meeting = _session(cast)
    session, address = f"/sesi/{meeting.key}", f"/sesi/{meeting.key}/tor"
    assert client.get(address).status_code == 404
    assert address not in client.get(session).text
    _write(meeting)
    assert f'href="{address}"' in client.get(session).text
    page = client.get(address).text
    for part in ("Ketika &lt;air&gt; naik.", "14.10", "15.10", "16.10", _speaker().name):
        assert part in page
    words = _pdf(client.get(f"{address}.pdf").data)
    for part in (
        "Kerangka Acuan Kegiatan (TOR) Ketika air <naik>",
        "Hari Kamis, 29 November 2040",
        "Pukul 14.00–16.00 WIB 15.00–17.00 WITA 16.00–18.00 WIT",
        f"/k/{meeting.short}",
        f"Narasumber {_speaker().full_name}",
        "Peserta Lembaga anggota jejaring",
        "Latar belakang Ketika <air> naik. Layanan tetap jalan.",
        "Tujuan • Berbagi • Belajar",
        "WIB WITA WIT Acara 14.00–14.10 15.00–15.10 16.00–16.10 Pembukaan 14.10 15.10 16.10 Paparan",
        "Keluaran yang diharapkan • Daftar periksa",
    ):
        assert part in words
    assert "Pertanyaan kunci" not in words
    meeting.state = State.DRAFT
    db.session.commit()
    assert {client.get(each).status_code for each in (address, f"{address}.pdf")} == {404}


def test_the_agenda_goes_along_where_the_session_is_moved(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = _session(cast)
    terms_of(meeting)
    meeting.starts_at += timedelta(hours=3)
    meeting.ends_at += timedelta(hours=3)
    db.session.commit()
    assert "17.10 18.10 19.10 Paparan" in _pdf(client.get(f"/sesi/{meeting.key}/tor.pdf").data)


def test_a_text_for_more_than_two_pages_is_refused_with_how_much(
    sqlite_app: Flask, cast: Cast
) -> None:
    meeting = _session(cast)
    kept = (sqlite_app.extensions["settings"], sqlite_app.extensions["links"])
    line = "Layanan yang terhenti harus pulih sebelum warga pergi mencari tempat lain. "
    with pytest.raises(rules.TooLong) as refusal:
        queries.checked(meeting, WRITTEN | {"background": line * 150}, *kept)
    beyond = int(re.findall(r"\d+", str(refusal.value))[0])
    assert 0 < beyond < 120
    queries.checked(meeting, WRITTEN | {"background": line * (150 - 2 * beyond)}, *kept)
    with pytest.raises(Unprintable):
        queries.checked(meeting, WRITTEN | {"background": "王小明"}, *kept)


def test_what_was_taken_fits_though_more_people_appear(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = _session(cast)
    line = "Layanan yang terhenti harus pulih sebelum warga pergi mencari tempat lain. "
    terms_of(meeting, background=line * 100)
    for number in range(20):
        _appears(meeting, cast.person(f"Orang Ke{number}", email=f"o{number}@example.org"))
    db.session.commit()
    assert "Orang Ke19" in _pdf(client.get(f"/sesi/{meeting.key}/tor.pdf").data)


def test_the_desk_writes_changes_and_removes_them(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = _session(cast)
    cast.sign_in(client, cast.staff())
    address = f"/desk/sesi/{meeting.key}/tor"
    refused = client.submit(address, background="Ada", aims="Satu", agenda="Pembukaan")
    assert (refused.status_code, queries.terms_of(meeting)) == (422, None)
    assert "“Pembukaan”" in refused.text
    client.submit(address, background="Ibu Ratna", aims="Satu", agenda="14.00 WIB Buka")
    assert queries.of_meeting(meeting).agenda[0][2] == "Buka"
    assert client.get(f"{address}/pdf").mimetype == "application/pdf"
    following = cast.meeting(meeting.series, starts_at=STARTS + timedelta(days=7))
    page = client.get(f"/desk/sesi/{following.key}/tor").text
    assert "14.00 Buka" in page
    assert "Ibu Ratna" not in page
    client.submit(address, action="hapus")
    assert queries.terms_of(meeting) is None
    told = db.session.query(Entry).filter(Entry.verb.contains("the terms")).order_by(Entry.id).all()
    assert [each.verb for each in told] == ["wrote the terms", "removed the terms"]
    assert "Ratna" not in str([each.after for each in told])


def test_whoever_is_erased_is_taken_off_line_by_line(sqlite_app: Flask, cast: Cast) -> None:
    meeting = _session(cast)
    maria = _speaker()
    terms = terms_of(
        meeting,
        background=f"Kata {maria.name}.\nLayanan jalan.",
        agenda=[[0, None, f"Paparan {maria.name}"], [10, None, "Tanya"]],
    )
    db.write(erase, maria, by=DIRECTOR, now=clock.now())
    db.session.expire_all()
    assert terms.background == "…\nLayanan jalan."
    assert [what for _begins, _ends, what in terms.agenda] == ["…", "Tanya"]
