"""Names that the directory does not know."""
