"""Outgoing letters as rows of an outbox; the sender renders and posts them later, in its own process."""
