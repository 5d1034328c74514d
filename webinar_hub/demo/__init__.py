"""The believable network that a fresh installation starts with: seeded values here, written only through the rooms' own actions."""
