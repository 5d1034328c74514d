"""Where the file of a session is handed over."""
