"""Decide what somebody has to be told of their part in a meeting."""

from collections.abc import Collection
from typing import Literal

News = Literal["cancelled", "released", "named", "changed", "moved"]


def news(
    *, was: Collection[str], roles: Collection[str], cancelled: bool, moved: bool
) -> News | None:
    """Return what is new for whoever had some roles and has others now; None: nothing."""
    if not was and not roles:
        return None
    if cancelled:
        return "cancelled" if was else None
    if not roles:
        return "released"
    if not was:
        return "named"
    if set(was) != set(roles):
        return "changed"
    return "moved" if moved else None
