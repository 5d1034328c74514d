"""Tables of organisations that are taken in."""
