"""Measure the hub, beside a bare application and filled to the size of a country."""
