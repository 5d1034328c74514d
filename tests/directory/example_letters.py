"""One letter of each kind of this room, with every fact it can carry."""

from typing import Any

from tests.messages.parts import OF_ORGANISATION

FACTS: dict[str, dict[str, Any]] = {
    "directory/focal_confirm": OF_ORGANISATION
    | {"focal_request": "kkkkbbbbccccdddd", "until": "2026-11-27T03:00:00+00:00"},
    "directory/focal_accepted": OF_ORGANISATION | {"sign_in_address": "maria@example.org"},
    "directory/focal_refused": OF_ORGANISATION
    | {"reason": "Direktur lembaga menunjuk orang lain."},
}
