"""Tests of setting up a new installation."""
