"""Calendars of members that the hub takes in: their addresses, and what stands in each."""
