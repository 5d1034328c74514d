"""What stays of a session: its recording, and the files and links that belong to it."""
