"""Measure the hub beside a bare application that does the same."""
