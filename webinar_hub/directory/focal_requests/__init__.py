"""Requests of people who say that they stand for an organisation."""
