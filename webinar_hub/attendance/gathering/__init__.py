"""Joining from a group's short address: into the series and into the room at once."""
