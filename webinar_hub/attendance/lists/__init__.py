"""The list of a meeting: who has a place, who came, and the table to take along."""
