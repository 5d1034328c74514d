"""Whole stories, against a running hub in a real browser."""
