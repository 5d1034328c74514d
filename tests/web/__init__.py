"""The shell of a page: what every answer is protected by."""
