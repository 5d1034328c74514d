"""The way into the meeting."""
