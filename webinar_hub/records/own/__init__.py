"""One's own data: a code that opens them, copying, correcting, asking."""
