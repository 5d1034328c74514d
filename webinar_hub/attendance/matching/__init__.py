"""Who is behind evidence: what the rules decide, and what people decide in the review."""
