"""Requests to stand for an organisation."""
