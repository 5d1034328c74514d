"""The first ten minutes of a new installation, up to its first published weekly series."""
