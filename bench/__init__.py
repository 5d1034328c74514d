"""Measure the hub: beside a bare application that does the same, and filled to the size of a country."""
