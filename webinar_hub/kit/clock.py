"""The one clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment in UTC, aware, to the microsecond."""
    return datetime.now(UTC)
