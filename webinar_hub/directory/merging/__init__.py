"""Two organisations that are one, and two again."""
