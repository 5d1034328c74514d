"""Regions, organisations and who is within whose scope."""
