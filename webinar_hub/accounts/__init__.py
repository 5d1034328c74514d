"""Signing in to the desk: accounts, one-time links, sign-ins as rows."""
