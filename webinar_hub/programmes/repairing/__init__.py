"""Repairing: what is planned changes after it began, is seen by others, or goes again."""
