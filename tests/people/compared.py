"""People who are all compared with each other, as the minute's job leaves them."""

from webinar_hub.kit import clock
from webinar_hub.people import duplicates


def compare() -> None:
    """Compare whoever waits to be compared, until nobody does."""
    while duplicates.compare_due(now=clock.now()):
        pass
