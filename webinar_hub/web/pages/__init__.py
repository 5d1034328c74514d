"""The addresses of the shell itself."""
