"""The kit: what every room uses and no domain word names."""
