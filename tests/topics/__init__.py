"""Tests of proposed topics."""
