"""The pages of calendars: how to subscribe, the feeds, one date to save."""
