"""The first ten minutes of a new installation: from the network's name to its first published weekly series."""
