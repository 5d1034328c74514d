"""Seeing, copying, correcting and erasing what is remembered of one person."""
