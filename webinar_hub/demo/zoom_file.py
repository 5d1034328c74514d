"""How Zoom writes a participants report: its forms, with their columns, words and clocks.

Written from the forms in use, not from our reader.
"""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from webinar_hub.kit import zones

HOST, HOST_ADDRESS = "Sekretariat S=JAJAR", "zoom@sejajar.example"


class Form(StrEnum):
    """The four main forms of the participants report."""

    HEADER_BLOCK = "header_block"
    FLAT = "flat"
    SENTENCE_CASE = "sentence_case"
    INDONESIAN = "indonesian"


@dataclass(frozen=True)
class Row:
    """A line of a report: one stay in the room, or in the waiting room before it."""

    name: str
    email: str
    joined: datetime
    left: datetime
    guest: bool = True
    waiting: bool = False


@dataclass(frozen=True)
class _Shape:
    """One form in words: header block (None: flat), columns, clock pattern, yes and no."""

    block: tuple[str, ...] | None
    columns: tuple[str, ...]
    clock: str
    yes: str
    no: str


_COLUMNS = (
    "Name (Original Name)",
    "User Email",
    "Join Time",
    "Leave Time",
    "Duration (Minutes)",
    "Guest",
    "Recording Consent",
    "In Waiting Room",
)
_SHAPES: dict[Form, _Shape] = {
    Form.HEADER_BLOCK: _Shape(
        (
            "Meeting ID",
            "Topic",
            "Start Time",
            "End Time",
            "User Email",
            "Duration (Minutes)",
            "Participants",
        ),
        _COLUMNS,
        "%m/%d/%Y %I:%M:%S %p",
        "Yes",
        "No",
    ),
    Form.FLAT: _Shape(
        None,
        _COLUMNS,
        "%m/%d/%Y %I:%M:%S %p",
        "Yes",
        "No",
    ),
    Form.SENTENCE_CASE: _Shape(
        (
            "Topic",
            "ID",
            "Host name",
            "Host email",
            "Start time",
            "End time",
            "Participants",
            "Duration (minutes)",
        ),
        (
            "Name (original name)",
            "Email",
            "Join time",
            "Leave time",
            "Duration (minutes)",
            "Guest",
            "Recording disclaimer response",
            "In waiting room",
        ),
        "%Y-%m-%d %H:%M:%S",
        "Yes",
        "No",
    ),
    Form.INDONESIAN: _Shape(
        ("Topik", "ID", "Nama host", "Waktu mulai", "Waktu berakhir", "Peserta", "Durasi (menit)"),
        (
            "Nama (nama asli)",
            "Email",
            "Waktu bergabung",
            "Waktu keluar",
            "Durasi (menit)",
            "Tamu",
            "Respons penafian rekaman",
            "Di ruang tunggu",
        ),
        "%d/%m/%Y %H:%M:%S",
        "Ya",
        "Tidak",
    ),
}


def written(
    rng: random.Random, form: Form, topic: str, rows: Sequence[Row], where: zones.Zone
) -> bytes:
    """Return a report as Zoom would write it: UTF-8 with BOM, CRLF, times of a zone."""
    shape = _SHAPES[form]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if shape.block:
        writer.writerow(shape.block)
        writer.writerow(_meeting_line(rng, shape, topic, rows, where))
        writer.writerow([])
    writer.writerow(shape.columns)
    for row in rows:
        spans = (
            _clock(row.joined, shape, where),
            _clock(row.left, shape, where),
            _minutes(row.joined, row.left),
        )
        consent = "" if row.waiting else "OK"
        writer.writerow(
            [
                row.name,
                row.email,
                *spans,
                _word(shape, row.guest),
                consent,
                _word(shape, row.waiting),
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _meeting_line(
    rng: random.Random, shape: _Shape, topic: str, rows: Sequence[Row], where: zones.Zone
) -> list[str]:
    opened, closed = min(row.joined for row in rows), max(row.left for row in rows)
    number = f"8{rng.randint(10, 99)} {rng.randint(1000, 9999)} {rng.randint(1000, 9999)}"
    begins, ends, minutes = (
        _clock(opened, shape, where),
        _clock(closed, shape, where),
        str(_minutes(opened, closed)),
    )
    people = str(len({row.name for row in rows}))
    if shape is _SHAPES[Form.HEADER_BLOCK]:
        return [number, topic, begins, ends, HOST_ADDRESS, minutes, people]
    if shape is _SHAPES[Form.SENTENCE_CASE]:
        return [topic, number, HOST, HOST_ADDRESS, begins, ends, people, minutes]
    return [topic, number, HOST, begins, ends, people, minutes]


def _word(shape: _Shape, yes: bool) -> str:
    return shape.yes if yes else shape.no


def _clock(moment: datetime, shape: _Shape, where: zones.Zone) -> str:
    return moment.astimezone(where.info).strftime(shape.clock)


def _minutes(joined: datetime, left: datetime) -> int:
    """Return the minutes as Zoom gives them: each stay rounded up."""
    return -(-int((left - joined).total_seconds()) // 60)
