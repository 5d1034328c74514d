"""The desk of whoever stands for an organisation: its people, places and certificates."""
