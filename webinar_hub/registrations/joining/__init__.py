"""Joining: the public form, and the seats it gives."""
