"""The front page, one's own page, and the desk's first page."""
