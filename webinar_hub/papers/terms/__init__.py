"""The terms of reference of a session (TOR)."""
