"""The pages of certificates: the file, whether one is genuine, and issuing."""
