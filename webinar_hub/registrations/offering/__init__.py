"""Places from the waiting list that are offered for a while, and wait for an answer."""
