"""The pages of attendance: the way in, one screen for a meeting, what each session still needs."""
