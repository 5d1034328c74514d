"""One letter of each kind of this room, with every fact it can carry."""

from typing import Any

FACTS: dict[str, dict[str, Any]] = {
    "messages/together": {"more": 4},
}
