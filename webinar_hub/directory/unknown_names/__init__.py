"""Names of organisations that people gave at registration and the directory does not know."""
