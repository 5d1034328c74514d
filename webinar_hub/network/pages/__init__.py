"""The pages of the network itself: what the public finds, and its settings."""
