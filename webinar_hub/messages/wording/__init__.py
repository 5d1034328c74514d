"""Letters that a secretariat words anew, with placeholders that each kind offers."""
