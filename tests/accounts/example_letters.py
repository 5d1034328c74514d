"""One letter of each kind of this room, with every fact it can carry."""

from typing import Any

from tests.messages.parts import ROLE

FACTS: dict[str, dict[str, Any]] = {
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
}
