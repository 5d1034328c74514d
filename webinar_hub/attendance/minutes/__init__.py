"""What the evidence adds up to: minutes and a status for each seat."""
