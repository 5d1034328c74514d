"""Tests of the queue of letters that go by hand."""
