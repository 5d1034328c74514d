"""Two entries of one person: looking at pairs, making one of two and two of one."""
