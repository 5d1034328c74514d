"""The file of a session, all that belongs to it in one ZIP."""
