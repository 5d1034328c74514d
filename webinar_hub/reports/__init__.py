"""Whom a meeting reached, as counts. Reads, never writes."""
