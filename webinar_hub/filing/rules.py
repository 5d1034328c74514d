"""Decide what files are called, so that every system takes their names."""

import re

from webinar_hub.kit.text import search_key

_LONGEST = 60


def plain(text: str) -> str:
    """Return a text as a part of a file's name: small letters, digits and hyphens alone."""
    ascii_alone = re.sub(r"[^a-z0-9]+", "-", search_key(text))
    return ascii_alone.strip("-")[:_LONGEST].rstrip("-")


def numbered(number: int, name: str) -> str:
    """Return a name with its number in front: no two are the same, and they stand in order."""
    return f"{number:02}-{name}"
