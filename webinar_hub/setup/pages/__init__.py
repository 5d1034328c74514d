"""The pages of setting up, step by step."""
