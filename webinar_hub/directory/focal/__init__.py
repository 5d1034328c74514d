"""The desk of whoever stands for an organisation: its people, their places, their certificates, lost links."""
