"""Calendars of one's own: each subscription with a token that opens it alone."""
