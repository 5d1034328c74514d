"""Taking in every date of a rolling series, those planned later, too: until it pauses or stops."""
