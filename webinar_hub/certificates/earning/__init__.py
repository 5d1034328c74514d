"""Who has earned a certificate, and why somebody has not."""
