"""The pages of accounts: signing in, who holds which role, one's own account, read-only links."""
