"""The one cleaner for every text that comes in."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

_KEEP_IN_LINES = {"\n", "\t"}
# Joiners and direction marks that scripts need stay; what only hides or reorders text goes.
_HIDDEN = dict.fromkeys(
    [0x00AD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


def clean(text: str) -> str:
    """Return one line: NFC, control and hidden characters out, white space folded, trimmed."""
    # The same answer, many times sooner, for most of what tables hold.
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return re.sub(
        r"\s+", " ", _without_controls(text.replace("\x00", ""), keep=set("\n\r\t"))
    ).strip()


def visible(text: str) -> str:
    """Return one line as clean does, without the joiners and direction marks either."""
    return "".join(c for c in clean(text) if unicodedata.category(c) != "Cf")


def clean_lines(text: str) -> str:
    """Return several lines in NFC without control and hidden characters.

    Line feeds are the line ends, at most one empty line stands between.
    """
    lines = _without_controls(
        text.replace("\r\n", "\n").replace("\r", "\n"), keep=_KEEP_IN_LINES
    ).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _without_controls(text: str, keep: set[str]) -> str:
    visible = unicodedata.normalize("NFC", text).translate(_HIDDEN)
    return "".join(
        c for c in visible if c in keep or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")
    )


def search_key(text: str) -> str:
    """Return the form that searches compare: no capitals, accents, signs or double spaces."""
    flat = "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c)
    )
    return " ".join(re.sub(r"[^\w]+", " ", flat.replace("'", "").replace("’", "")).split())


def number_key(text: str) -> str:
    """Return the form in which numbers of documents are compared.

    Signs, blanks, capitals and zeros in front are gone. `012/SERT/S-JAJAR/XI/2026` and `12 sert
    s.jajar xi 2026` are `12sertsjajarxi2026`; a sign stays between two numbers alone.
    """
    parts = re.findall(r"\d+|[^\W\d_]+", text.casefold())
    return re.sub(
        r"(?<=\d) (?=\d)|( )",
        lambda blank: "" if blank[1] else "/",
        " ".join(each.lstrip("0") or each[:1] for each in parts),
    )


BLANK = "…"
"""What stands where a text was that named somebody who had their data erased."""


def naming(words: Iterable[str], *, whole: bool) -> re.Pattern[str]:
    """Return the pattern that finds any of some words, whatever their case.

    whole: not as a part of a longer word.
    """
    sought = (
        "|".join(sorted({re.escape(word) for word in words if word}, key=len, reverse=True))
        or r"(?!)"
    )
    return re.compile(rf"(?<!\w)(?:{sought})(?!\w)" if whole else sought, re.IGNORECASE)


def blanked(value: Any, pattern: re.Pattern[str]) -> Any:
    """Return a value of JSON with BLANK in the place of each text in which the pattern is found."""
    if isinstance(value, dict):
        return {name: blanked(each, pattern) for name, each in value.items()}
    if isinstance(value, list):
        return [blanked(each, pattern) for each in value]
    return BLANK if isinstance(value, str) and pattern.search(value) else value
