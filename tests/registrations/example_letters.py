"""One letter of each kind of this room, with every fact it can carry."""

from typing import Any

from tests.messages.parts import BEFORE, FLOOD, OF_COHORT, OF_WEEKLY, SAFE, TRAINING

FACTS: dict[str, dict[str, Any]] = {
    "registrations/confirmed": OF_WEEKLY
    | {"calendar": "REQUEST", "safe": SAFE, "every_date": True, "ends_with": "2026-12-17"},
    "registrations/waitlisted": OF_COHORT,
    "registrations/promoted": OF_COHORT | {"calendar": "REQUEST"},
    "registrations/offered": OF_WEEKLY
    | {"until": "2026-11-21T01:00:00+00:00", "zone": "WITA", "hours": 12, "by_hand": False},
    "registrations/offer_ended": OF_WEEKLY,
    "registrations/left": OF_WEEKLY | {"calendar": "CANCEL"},
    "registrations/link_again": OF_WEEKLY | {"meetings": []},
    "registrations/still_coming": OF_WEEKLY | {"meetings": []},
    "registrations/paused": OF_WEEKLY | {"calendar": "CANCEL"},
    "registrations/answered": OF_WEEKLY | {"meetings": []},
    "registrations/reminder": OF_COHORT
    | {"meetings": TRAINING[1:], "zone": "WIB", "rolling": False, "soon": False},
    "registrations/meeting_moved": OF_WEEKLY
    | {"meetings": [FLOOD | {"revision": 1, "before": BEFORE}], "calendar": "REQUEST"},
    "registrations/meeting_cancelled": OF_WEEKLY
    | {
        "reason": "Narasumber berada di lokasi banjir.",
        "calendar": "CANCEL",
        "ends_with": "2026-11-19",
    },
}
