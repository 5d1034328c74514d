"""Tables of organisations: read, looked at line by line, taken in."""
