"""Readers of attendance reports, one module for each platform: bytes in, stays out."""
