"""One letter of each kind with every fact it can carry, to look at and to compare."""

from datetime import UTC, datetime
from typing import Any

from webinar_hub.config import Settings
from webinar_hub.kit.links import Links
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.models import Person

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
PUBLIC_URL = "https://hub.jajar.example"
REGISTRATION = {"key": "aaaabbbbccccdddd", "code": "K7M2"}
SAFE = {"name": "Narahubung Pelindungan", "phone": "+6281234567890", "email": "aman@jajar.example"}
PAGE = {"key": "aaaabbbbccccdddd", "title": "Semidaring Multisektor OMS-LSM"}
CERTIFICATE = {
    "key": "ggggbbbbccccdddd",
    "number": "012/SERT/S-JAJAR/XI/2026",
    "code": "QRST2345UVWX6789",
}
ROLE = {
    "role": "secretariat", "region": "Nusa Tenggara Timur", "organisation": None, "until": "2027-06-30T17:00:00+00:00",
    "change": "offered", "whose": "Maria Goreti Bere", "by": "Ratna Wulandari, M.Si.",
}  # fmt: skip
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
        "key": key, "title": title or series, "series": series, "number": number,
        "starts": starts.isoformat(), "ends": ends.isoformat(), "zone": zone, "revision": 0,
    }  # fmt: skip


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

FACTS: dict[str, dict[str, Any]] = {
    "registrations/confirmed": OF_WEEKLY | {"calendar": "REQUEST", "safe": SAFE},
    "registrations/waitlisted": OF_COHORT,
    "registrations/promoted": OF_COHORT | {"calendar": "REQUEST"},
    "registrations/left": OF_WEEKLY | {"calendar": "CANCEL"},
    "registrations/link_again": OF_WEEKLY | {"meetings": []},
    "registrations/together": {"more": 4},
    "registrations/answered": OF_WEEKLY | {"meetings": []},
    "registrations/meeting_moved": OF_WEEKLY
    | {"meetings": [FLOOD | {"revision": 1}], "before": BEFORE, "calendar": "REQUEST"},
    "registrations/meeting_cancelled": OF_WEEKLY
    | {"reason": "Narasumber berada di lokasi banjir.", "calendar": "CANCEL"},
    "accounts/sign_in": {"sign_in": "hhhhbbbbccccdddd"},
    "accounts/invitation": {
        "invitation": "iiiibbbbccccdddd",
        "role": ROLE,
        "until": "2026-11-27T03:00:00+00:00",
    },
    "accounts/role_changed": {
        "role": ROLE | {"change": "ended", "until": None},
        "reason": "Pindah tugas ke provinsi lain.",
    },
    "accounts/new_address": {
        "new_address": "jjjjbbbbccccdddd",
        "until": "2026-11-21T03:00:00+00:00",
    },
    "accounts/secured": {
        "secured": {"change": "reset", "whose": "Maria Goreti Bere", "by": "Ratna Wulandari, M.Si."}
    },
    "accounts/address_changed": {"sign_in_address": "maria.baru@example.org"},
    "records/merged": {"elsewhere": True, "pages": [PAGE]},
    "directory/focal_confirm": OF_ORGANISATION
    | {"focal_request": "kkkkbbbbccccdddd", "until": "2026-11-27T03:00:00+00:00"},
    "directory/focal_accepted": OF_ORGANISATION | {"sign_in_address": "maria@example.org"},
    "directory/focal_refused": OF_ORGANISATION
    | {"reason": "Direktur lembaga menunjuk orang lain."},
    "certificates/issued": {
        "title": COHORT,
        "registration": REGISTRATION,
        "certificate": CERTIFICATE,
    },
    "certificates/revoked": {
        "title": COHORT,
        "certificate": CERTIFICATE,
        "reason": "Nama pemegang keliru; sertifikat pengganti menyusul.",
    },
    "records/code": {"title": WEEKLY, "data_code": "jjjjbbbbccccdddd"},
    "records/confirm_address": {"title": WEEKLY, "data_code": "kkkkbbbbccccdddd"},
    "records/address_changed": {},
    "records/answered": {
        "title": "Perbaiki sertifikat",
        "registration": REGISTRATION,
        "answer": "Sertifikat pengganti sudah terbit.",
    },
}


def maria(**changed: Any) -> Person:
    """Return a participant who stands in no table."""
    parts = {"name": "Maria Goreti Bere", "title_before": "Dr.", "title_after": "S.Sos., M.Si."}
    return Person(**{**parts, "email": "maria@example.org", "phone": "+6281234567890", **changed})


def letter(
    kind: str, *, language: str = "id", person: Person | None = None, **facts: Any
) -> Letter:
    """Return a letter of this kind that stands in no table; facts change or add to the example's."""
    names = ("Maria Goreti Bere", "Suparmin") if kind == "registrations/together" else ()
    return Letter(
        gathered=[letter("registrations/confirmed", person=maria(name=name)) for name in names],
        kind=kind, subject="example", person=person or maria(), facts=FACTS[kind] | facts, due=NOW, language=language,
        message_id="mmmmbbbbccccdddd", state=LetterState.NEW, next_at=NOW, written_at=NOW,
    )  # fmt: skip


def links_on(settings: Settings, links: Links, public_url: str = PUBLIC_URL) -> Links:
    """Return the application's links on another public address, so that a snapshot does not depend on the test's."""
    return Links(links._adapter.map, public_url, settings.link_key.encode())
