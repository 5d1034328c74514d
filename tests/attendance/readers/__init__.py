"""Tests of the readers of attendance reports."""
