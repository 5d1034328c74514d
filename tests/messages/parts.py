"""Facts that the examples of letters share."""

from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
REGISTRATION = {"key": "aaaabbbbccccdddd", "code": "K7M2"}
SAFE = {"name": "Narahubung Pelindungan", "phone": "+6281234567890", "email": "aman@jajar.example"}
PAGE = {"key": "aaaabbbbccccdddd", "title": "Semidaring Multisektor OMS-LSM"}
CERTIFICATE = {
    "key": "ggggbbbbccccdddd",
    "number": "012/SERT/S-JAJAR/XI/2026",
    "code": "QRST2345UVWX6789",
}
ROLE = {
    "role": "secretariat",
    "region": "Nusa Tenggara Timur",
    "organisation": None,
    "until": "2027-06-30T17:00:00+00:00",
    "change": "offered",
    "whose": "Maria Goreti Bere",
    "by": "Ratna Wulandari, M.Si.",
}
WEEKLY = "Semidaring Multisektor OMS-LSM"
COHORT = "Pelatihan Layanan Kesekretariatan Jaringan, Angkatan 2"


def meeting(
    key: str,
    number: int,
    day: int,
    hour: int,
    *,
    title: str = "",
    series: str = WEEKLY,
    zone: str = "WIB",
) -> dict[str, Any]:
    """Return the facts of a meeting of two hours in November 2026; day and hour are in UTC."""
    starts, ends = (
        datetime(2026, 11, day, hour, tzinfo=UTC),
        datetime(2026, 11, day, hour + 2, tzinfo=UTC),
    )
    return {
        "key": key,
        "uid": f"uid-{key}",
        "title": title or series,
        "series": series,
        "number": number,
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
        "zone": zone,
        "revision": 0,
    }


FLOOD = meeting(
    "eeeebbbbccccdddd", 214, 26, 7, title="Menjaga layanan tetap berjalan ketika air naik"
)
TRAINING = [
    meeting(
        "ffffbbbbccccdddd", 1, 23, 15, title="Membagi tugas sekretariat", series=COHORT, zone="WIT"
    ),
    meeting("ffffbbbbccccddee", 2, 24, 15, series=COHORT, zone="WIT"),
]
BEFORE = {"starts": "2026-11-25T22:30:00+00:00", "ends": "2026-11-26T00:30:00+00:00", "zone": "WIT"}
OF_WEEKLY: dict[str, Any] = {"title": WEEKLY, "registration": REGISTRATION, "meetings": [FLOOD]}
OF_ORGANISATION: dict[str, Any] = {
    "title": "Yayasan Pelita Mutis Sejahtera",
    "organisation": "llllbbbbccccdddd",
}
OF_COHORT: dict[str, Any] = {"title": COHORT, "registration": REGISTRATION, "meetings": TRAINING}
