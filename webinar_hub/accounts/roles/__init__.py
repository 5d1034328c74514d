"""Who may give which role to whom, and until when."""
