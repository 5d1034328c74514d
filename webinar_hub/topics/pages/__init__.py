"""The pages of the topics room."""
