"""Calendars of others that subscribe to a hub: vdirsyncer fetches, khal says what it reads."""
