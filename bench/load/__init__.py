"""Let a thousand people register at once, and a group join beside them: `make load`."""
