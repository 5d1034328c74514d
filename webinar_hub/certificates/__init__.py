"""Who has earned a certificate, its number, the PDF, and the public check."""
