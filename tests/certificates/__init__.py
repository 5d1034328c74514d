"""Certificates: what is printed, numbered and checked."""
