"""The pages of personal data: one's own, people at the desk, requests, possible duplicates."""
