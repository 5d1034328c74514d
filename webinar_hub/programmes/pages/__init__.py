"""The pages of programmes: the public list, and planning."""
