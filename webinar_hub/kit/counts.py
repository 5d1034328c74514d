"""Which counts of people are so small that they could be laid on single ones."""

LEAST = 5
"""A count below this could be laid on single people: it is shown to the owner alone.

What is sensitive has a rule of its own.
"""


def small(count: int) -> bool:
    """Say whether a count is of so few people that it is hidden."""
    return 0 < count < LEAST
