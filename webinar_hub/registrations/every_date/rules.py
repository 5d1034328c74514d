"""Decide when somebody who registered for every session is asked whether they still come."""

MISSED = 4
"""How many dates in a row somebody misses before they are asked."""
