"""Regions, organisations, the networks they belong to, and the secretariats that run the hub."""
