"""A certificate as a document: its facts, its words and its PDF."""
