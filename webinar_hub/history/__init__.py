"""Who did what, when, with before and after. Entries are only ever added."""
