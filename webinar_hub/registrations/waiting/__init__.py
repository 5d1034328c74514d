"""The waiting list, and whose places wait for proof."""
