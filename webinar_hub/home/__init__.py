"""Pages that gather from every room: the front page, a participant's own page, the desk's day."""
