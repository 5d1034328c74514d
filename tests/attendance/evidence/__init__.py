"""Reports that come in, and are set aside."""
