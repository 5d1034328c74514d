"""Reminders before a session, one letter a place and time."""
