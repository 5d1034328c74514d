"""A certificate for one session of a rolling series: who has earned it."""
