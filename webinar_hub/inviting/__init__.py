"""Numbered letters on paper that invite somebody to a session (surat undangan)."""
