"""Decide which words can stand in a link."""

import re

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

_WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST = 30


class BadWord(Refused):
    """A word that would look strange in a link."""

    sentence = _(
        "Write at most 30 letters a to z, digits and hyphens, without spaces, such as grup-ntt."
    )


class WordTaken(Refused):
    """The series has this word already."""

    sentence = _("This series has this word already.")


def is_word(text: str) -> bool:
    """Say whether a text can be the word of a channel."""
    return len(text) <= _MOST and _WORD.fullmatch(text) is not None


def word(typed: str) -> str:
    """Return a typed word as it stands in links; raise BadWord."""
    found = typed.lower()
    if not is_word(found):
        raise BadWord
    return found
