"""Evidence of attendance: imported reports and their rows, which are never edited."""
