"""Evidence of attendance, whom it belongs to, and what it adds up to; the facilitator's desk."""
