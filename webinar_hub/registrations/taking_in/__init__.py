"""Taking in: somebody gets a place without a form of their own."""
