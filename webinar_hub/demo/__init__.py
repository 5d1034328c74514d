"""The believable network that a fresh installation starts with.

Seeded values here, written only through the rooms' own actions.
"""
