"""Tests of calendars that are taken in."""
