"""Whose evidence it is: what the rules decide, and what people decide in the review."""
