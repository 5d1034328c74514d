"""The notulen of a session: what was said and decided, and who does what by when."""
