"""One letter of each kind of this room, with every fact it can carry."""

from typing import Any

from tests.messages.parts import BEFORE, FLOOD, TRAINING

_REHEARSED = {"rehearsal": "Senin, 23 November 2026, 19.00 WIB / 20.00 WITA / 21.00 WIT"}
_MOVED = FLOOD | {"revision": 1, "before": BEFORE}

FACTS: dict[str, dict[str, Any]] = {
    "programmes/answered": {
        "answer": "cannot",
        "who": "drg. Fauzan Tanjung",
        "roles": "Narasumber",
        "part": "p" * 16,
        "names": True,
        "meetings": [FLOOD],
    },
    "programmes/parts": {
        "title": FLOOD["series"],
        "meetings": [TRAINING[0] | _REHEARSED, TRAINING[1], _MOVED],
        "news": [
            {
                "what": "named",
                "roles": "Fasilitator",
                "reason": "",
                "sessions": [TRAINING[0]["key"]],
            },
            {
                "what": "cancelled",
                "roles": "",
                "reason": "Narasumber berada di lokasi banjir.",
                "sessions": [TRAINING[1]["key"]],
            },
            {
                "what": "moved",
                "roles": "Moderator, Narasumber",
                "reason": "",
                "sessions": [FLOOD["key"]],
            },
        ],
        "own": {
            TRAINING[0]["key"]: [f"{TRAINING[0]['key']}{'p' * 16}", 1],
            FLOOD["key"]: [f"{FLOOD['key']}{'p' * 16}", 2],
        },
        "desk": "maria@example.org",
        "public": True,
        "was": {},
    },
}
