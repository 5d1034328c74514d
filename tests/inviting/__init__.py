"""Tests of the inviting room."""
