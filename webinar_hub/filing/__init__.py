"""The file of a session: everything that belongs to it, in one ZIP to hand over (LPJ)."""
