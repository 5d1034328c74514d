"""Joining from the short address of a group."""
