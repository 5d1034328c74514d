"""Tests of the focal person's desk."""
