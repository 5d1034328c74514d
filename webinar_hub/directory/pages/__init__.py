"""The pages of the directory: organisations, lists that come in, focal persons."""
