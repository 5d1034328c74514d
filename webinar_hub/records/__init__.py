"""What touches one person in every room.

Seeing, copying, correcting and erasing what is remembered, and retention.
"""
