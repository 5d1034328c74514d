"""Tests of the pages that gather from every room."""
