"""A numbered letter that sends somebody to their part in a session (surat tugas)."""
