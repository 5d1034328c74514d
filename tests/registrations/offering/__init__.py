"""Tests of places that are offered for a while."""
