"""Programmes, their series, the meetings of a series, and who appears in them."""
