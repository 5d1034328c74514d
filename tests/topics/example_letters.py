"""One letter of each kind of this room, with every fact it can carry."""

from typing import Any

from tests.messages.parts import FLOOD, WEEKLY

FACTS: dict[str, dict[str, Any]] = {
    "topics/answer": {
        "topic": "ttttbbbbccccdddd",
        "title": "Layanan ketika air naik",
        "programme": WEEKLY,
        "state": "scheduled",
        "answer": "Terima kasih. Kami menambahkan satu narasumber dari BPBD.",
        "meetings": [FLOOD],
    },
}
