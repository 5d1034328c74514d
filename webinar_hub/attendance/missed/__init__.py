"""Whoever registered for every session and misses one after the other: they are asked once."""
