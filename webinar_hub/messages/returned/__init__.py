"""Letters that come back: what reports say, which addresses fail, and how that is mended."""
