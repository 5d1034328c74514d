"""One letter of each kind of this room, with every fact it can carry."""

from typing import Any

from tests.messages.parts import OF_COHORT

FACTS: dict[str, dict[str, Any]] = {
    "attendance/after": OF_COHORT
    | {
        "came": True,
        "counts": False,
        "minutes": 45,
        "percent": 70,
        "seated": True,
        "steps": {"attended": 1, "held": 2, "needed": 2},
    }
}
