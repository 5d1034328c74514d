"""Databases of released versions: what a release leaves, and that every later step keeps it."""
