"""Whether a certificate is genuine: what a typed code or number leads to."""
