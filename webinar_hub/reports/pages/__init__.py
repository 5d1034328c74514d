"""The pages of figures: for a read-only link, and at the desk."""
