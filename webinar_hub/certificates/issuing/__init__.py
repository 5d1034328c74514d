"""Certificates given out, taken back and replaced, under numbers that follow one another."""
