"""The memory: past sessions, found by their words, however these are spelled."""
