"""Photos of a session: there as long as everybody who is on them agrees."""
