"""Outgoing letters: rows of an outbox, which the worker renders and posts."""
