"""Decide what a check code looks like, and what somebody typed. Plain values in, an answer out."""

import re

# Crockford's base32: what people confuse stands once, and there is no U.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


_KEY_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


_CODE_LENGTH = 16


def code_from(key: str) -> str:
    """Return the check code of 16 random base32 characters, in letters that read well on paper."""
    return key.translate(str.maketrans(_KEY_LETTERS, _CODE_LETTERS))


def typed_code(typed: str) -> str | None:
    """Return the code that somebody typed or pasted, None for anything else.

    Case, spaces and dashes do not matter; O is 0, I and L are 1; the check page's whole address
    is taken too.
    """
    bare = (
        re.sub(r"[\s\-–]", "", typed.rpartition("/cek/")[2])
        .upper()
        .translate(str.maketrans("OIL", "011"))
    )
    return bare if len(bare) == _CODE_LENGTH and set(bare) <= set(_CODE_LETTERS) else None
