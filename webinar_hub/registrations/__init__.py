"""Joining a series, seats in its meetings, leaving, the waiting list."""
