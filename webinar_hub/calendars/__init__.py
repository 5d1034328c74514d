"""iCalendar feeds of the public programme."""
