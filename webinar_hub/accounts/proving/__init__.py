"""What proves that an account is its owner's: passwords, the second step, its reset."""
