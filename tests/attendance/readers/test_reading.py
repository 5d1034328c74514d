"""Readers are asked in turn; another one needs nothing but its place among them."""

import io
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from tests.attendance.reports_by_hand import flat
from tests.cast import Cast
from tests.client import Client
from webinar_hub.attendance.models import Attendance, Report
from webinar_hub.attendance.readers import reading
from webinar_hub.attendance.readers.report import NotRecognised, Reading, Row
from webinar_hub.kit.db import db
from webinar_hub.kit.tables import write_xlsx
from webinar_hub.kit.zones import WIB
from webinar_hub.programmes.models import Meeting

OTHER = b"presence\r\nmaria@example.org 90\r\nsomebody@example.org 5\r\n"


def read_other(lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
    """Read `presence`, then a line with an address and whole minutes for each person."""
    if lines[0] != "presence":
        return None
    rows = []
    for place, line in enumerate(filter(None, lines[1:]), start=2):
        email, minutes = line.split()
        rows.append(Row(place, email, None, email, None, None, int(minutes) * 60, waiting=False))
    return Reading("other", tuple(rows), ())


@pytest.fixture
def _another_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READERS", (*reading.READERS, read_other))


def read(data: bytes, starts_at: datetime) -> str:
    return reading.read_report(data, zone=WIB.info, around=starts_at).format


def test_nobody_knows_a_file_of_another_platform(meeting: Meeting) -> None:
    with pytest.raises(NotRecognised):
        read(OTHER, meeting.starts_at)


@pytest.mark.usefixtures("_another_reader")
def test_the_first_that_knows_a_file_reads_it(meeting: Meeting) -> None:
    zoom = flat(meeting.starts_at, ("Maria", "maria@example.org", 0, 120))
    assert [read(data, meeting.starts_at) for data in (OTHER, zoom)] == ["other", "zoom-meeting"]
    with pytest.raises(NotRecognised):
        read(b"Nama;Umur\r\nSiti;3\r\n", meeting.starts_at)


def test_a_workbook_is_read_as_its_first_sheet() -> None:
    starts_at = datetime(2026, 11, 26, 14, 0, tzinfo=WIB.info)
    heading = ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Guest"]
    stay = ['Maria "Ria" Bria', "maria@example.org", "2026-11-26 14:00:05", "2026-11-26 15:00", "Y"]
    book = b"".join(write_xlsx("Zoom", heading, [stay]))
    (row,) = reading.read_report(book, zone=WIB.info, around=starts_at).rows
    assert (row.line, row.name, row.email) == (2, *stay[:2])
    assert row.joined == starts_at + timedelta(seconds=5)
    with pytest.raises(NotRecognised):
        read(b"PK\x03\x04 and nothing else", starts_at)


@pytest.mark.usefixtures("_another_reader")
def test_a_report_of_another_reader_becomes_minutes_at_the_desk(
    app: Flask, client: Client, cast: Cast, meeting: Meeting
) -> None:
    cast.sign_in(client, cast.facilitator(meeting))
    path = f"/desk/sesi/{meeting.key}"
    sent = client.submit(path, action="laporan", report=(io.BytesIO(OTHER), "presence.txt"))
    assert sent.location == f"{path}/cocokkan"
    assert [report.format for report in db.session.scalars(select(Report))] == ["other"]
    assert [found.seconds for found in db.session.scalars(select(Attendance))] == [90 * 60]


def test_cells_without_end_take_no_time() -> None:
    book = b"".join(write_xlsx("Zoom", ["é" * 160_000] * 3, [["é" * 160_000] * 3] * 18))
    begun = time.process_time()
    with pytest.raises(NotRecognised):
        read(book, datetime(2026, 11, 26, 14, 0, tzinfo=WIB.info))
    assert time.process_time() - begun < 3


def test_quotations_that_never_end_take_no_time() -> None:
    starts_at = datetime(2026, 11, 26, 14, 0, tzinfo=WIB.info)
    heading, *rows = flat(starts_at, ("Maria", "maria@example.org", 0, 9)).splitlines()
    begun = time.process_time()
    found = reading.read_report(
        b"\n".join([heading, *[b'"a' * 2500] * 300, *rows]),
        zone=WIB.info,
        around=starts_at,
    )
    assert ([row.name for row in found.rows], len(found.problems)) == (["Maria"], 300)
    assert time.process_time() - begun < 3
