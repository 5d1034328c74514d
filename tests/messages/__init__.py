"""Letters: what is decided, written, sent, and what survives when a sender disappears."""
