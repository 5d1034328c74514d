"""Correcting: a secretariat mends the name and the addresses of one of its people."""
