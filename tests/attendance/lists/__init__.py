"""The list of a meeting."""
