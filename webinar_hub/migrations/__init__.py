"""The tables' changes, in order; each is code that runs up and down on both databases."""
