"""Passing a programme or a series on to another secretariat."""
