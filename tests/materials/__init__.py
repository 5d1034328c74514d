"""Tests of the materials room."""
