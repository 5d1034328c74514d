"""Where registrations come from."""
