"""Measure public pages and feeds under eight clients, beside the bare application."""

import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from bench import asking
from bench.visitor import Visitor
from tests.cast import Cast, soon
from webinar_hub.calendars import feeds
from webinar_hub.calendars.scopes.rules import EVERYTHING
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, Programme, Series

CLIENTS, SECONDS, ROUNDS, SESSIONS = 8, 2, 3, 500
_FEED = "/kalender/semua.ics"


def rows(key: str) -> dict[str, tuple[str, bool, float]]:
    """Return what is measured by name: the address, whether it is known, the ratio to reach."""
    return {
        "session page": (f"/sesi/{key}", False, 0.6),
        "front page": ("/", False, 0.6),
        "list of programmes": ("/program", False, 0.6),
        "feed, 200": (_FEED, False, 0.7),
        "feed, 304": (_FEED, True, 0.8),
    }


def print_rows(ports: dict[str, int], key: str) -> None:
    """Print each row, the hub and the bare application asked in turn."""
    print(f"\n  {CLIENTS} clients: {'':14} hub/s (95 % ms)    bare/s (95 % ms)   ratio   to reach")
    for name, (path, known, least) in rows(key).items():
        taken: dict[str, list[float]] = {which: [] for which in ports}
        for _round, (which, port) in itertools.product(range(ROUNDS), ports.items()):
            taken[which] += _asked(port, path, known=known)
        rate = {which: len(each) / ROUNDS / SECONDS for which, each in taken.items()}
        late = {which: statistics.quantiles(each, n=20)[-1] for which, each in taken.items()}
        told = [f"{rate[which]:7.0f} ({late[which]:6.2f})" for which in ("hub", "bare")]
        print(
            f"  {name:26} {told[0]}   {told[1]}   {rate['hub'] / rate['bare']:6.2f}   ≥ {least:.2f}"
        )


def _asked(port: int, path: str, *, known: bool) -> list[float]:
    _status, headers, _text = Visitor(port).ask("HEAD", path, headers=asking.HEADERS)
    tag = [headers["etag"]] if known else []
    ask = [sys.executable, "-m", "bench.asking", str(port), str(CLIENTS // 2), str(SECONDS), path]
    both = [subprocess.Popen([*ask, *tag], stdout=subprocess.PIPE, text=True) for _each in "12"]
    return [float(each) for one in both for each in one.communicate()[0].split()]


def print_change(app: Flask) -> None:
    """Print how long a feed takes after one of its sessions changed, beside strings by hand."""
    with app.app_context():
        cast = Cast(app.extensions["links"])
        series = cast.series(cast.programme("Banyak"))
        for day in range(SESSIONS):
            cast.meeting(series, title=f"Topik {day}", starts_at=soon(days=1 + day % 300))
        written = _milliseconds(lambda: feeds.feed_bytes(EVERYTHING, "id", "JAJAR", cast.links))
        by_hand = _milliseconds(_by_hand)
    print(
        f"  feed after a change of one of {SESSIONS} sessions: {written:.1f} ms, "
        f"strings by hand {by_hand:.1f} ms, ratio {written / by_hand:.2f}, to reach ≤ 5"
    )


def _milliseconds(write: Callable[[], bytes]) -> float:
    taken = []
    for number in range(12):
        one = db.session.scalars(select(Meeting).order_by(Meeting.id.desc()).limit(1)).one()
        one.title = f"Topik lain {number}"
        db.session.commit()
        db.session.remove()
        begun = time.perf_counter()
        write()
        taken.append((time.perf_counter() - begun) * 1000)
        db.session.remove()
    return statistics.median(taken[2:])


def _by_hand() -> bytes:
    """Return a feed that nothing folds or escapes."""
    wanted = (
        select(
            Meeting.uid,
            Meeting.revision,
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.title,
            Meeting.description,
            Meeting.planned_at,
            Meeting.changed_at,
            Programme.name,
        )
        .join(Meeting.series)
        .join(Series.programme)
        .order_by(Meeting.starts_at)
    )
    dates = "".join(
        f"BEGIN:VEVENT\r\nUID:{row.uid}\r\nSEQUENCE:{row.revision}\r\n"
        f"DTSTAMP:{row.changed_at:%Y%m%dT%H%M%SZ}\r\nCREATED:{row.planned_at:%Y%m%dT%H%M%SZ}\r\n"
        f"DTSTART:{row.starts_at:%Y%m%dT%H%M%SZ}\r\nDTEND:{row.ends_at:%Y%m%dT%H%M%SZ}\r\n"
        f"SUMMARY:{row.title}\r\nDESCRIPTION:{row.description}\r\nCATEGORIES:{row.name}\r\n"
        "END:VEVENT\r\n"
        for row in db.session.execute(wanted)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{dates}END:VCALENDAR\r\n".encode()
