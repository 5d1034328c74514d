"""What is written of a session: its terms of reference before it, its notulen after it."""
