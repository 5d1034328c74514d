"""Pages of the inviting room."""
