"""What becomes of a registration that stands: left, taken back, changed with its meetings."""
