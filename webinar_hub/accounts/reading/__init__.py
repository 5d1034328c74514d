"""Read-only links, by which somebody without an account reads figures."""
