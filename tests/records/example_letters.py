"""One letter of each kind of this room, with every fact it can carry."""

from typing import Any

from tests.messages.parts import PAGE, REGISTRATION, WEEKLY

FACTS: dict[str, dict[str, Any]] = {
    "records/merged": {"elsewhere": True, "pages": [PAGE]},
    "records/code": {"title": WEEKLY, "data_code": "jjjjbbbbccccdddd"},
    "records/confirm_address": {"title": WEEKLY, "data_code": "kkkkbbbbccccdddd"},
    "records/address_changed": {},
    "records/answered": {
        "title": "Perbaiki sertifikat",
        "registration": REGISTRATION,
        "answer": "Sertifikat pengganti sudah terbit.",
    },
}
