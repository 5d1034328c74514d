"""Whom meetings, series and programmes reached, as counts: at the desk, and by a read-only link.

It writes only counts that must not move.
"""
