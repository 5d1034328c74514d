"""Which dates a series has: its rule, what it skips, and what changes of one date or of many."""
