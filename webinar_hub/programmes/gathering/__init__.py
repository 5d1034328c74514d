"""Short addresses: to a meeting, and to whichever meeting of a series is today's."""
