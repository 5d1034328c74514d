"""Appearing: who takes which part in a meeting."""
