"""Whose evidence it is."""
