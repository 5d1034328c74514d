"""Whom the sessions of a period reached."""
