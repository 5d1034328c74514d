"""Durations as platforms write them."""

import pytest

from webinar_hub.attendance.readers.durations import duration
from webinar_hub.attendance.readers.entries import Unreadable


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1 hr 2 min", 3720),
        ("2 hrs", 7200),
        ("1h 7s", 3607),
        ("1h7s", 3607),
        ("58\u202fmin", 3480),
        ("42m", 2520),
        ("42 min.", 2520),
        ("1 hour, 2 minutes, 3 seconds", 3723),
        ("1 jam 2 menit 3 detik", 3723),
        ("1 j 2 mnt 3 dtk", 3723),
        ("1 j 7 d", 3607),
        ("1 Std. 2 Min. 3 Sek.", 3723),
        ("1:00:00", 3600),
        ("01.02.03", 3723),
        ("0 min", 0),
    ],
)
def test_a_duration_is_read_in_seconds(text: str, seconds: int) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "58",
        "32:14",
        "1:00:00:00",
        "-5 min",
        "5 moons",
        "2 min 1 hr",
        "1d 2h",
        "9999 hr",
        "9" * 5000,
    ],
)
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(Unreadable):
        duration(text)
