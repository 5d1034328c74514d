"""Decide when somebody who registered for every session is asked whether they still come."""

from datetime import timedelta

MISSED = 4
"""How many dates in a row somebody misses before they are asked."""

HEARD_OF = timedelta(days=1)
"""How long after a date it may become known who came: late, by a report, by a list on paper."""
