"""What stays of sessions, for whoever had a place in them."""
