"""What evidence adds up to."""
