"""The directory of organisations at the desk, tables and names that come in, focal people."""
