"""Letters that a secretariat words anew."""
