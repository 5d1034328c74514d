"""Tests of letters that come back."""
