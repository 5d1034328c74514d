"""A numbered statement that somebody was present in a session (surat keterangan hadir)."""
