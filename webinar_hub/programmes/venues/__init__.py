"""Where sessions are in person, beside online or instead of it."""
