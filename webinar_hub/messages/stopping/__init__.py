"""Letters about one session that somebody at the desk stops, and lets go again."""
