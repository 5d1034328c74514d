"""The one cleaner for every text that comes in."""

import re
import unicodedata

_KEEP_IN_LINES = {"\n", "\t"}
# Joiners and direction marks that scripts need stay; what only hides or reorders text goes.
_HIDDEN = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def clean(text: str) -> str:
    """Return one line: NFC, control and hidden characters out, white space folded, trimmed."""
    return re.sub(r"\s+", " ", _without_controls(text.replace("\x00", ""), keep=set("\n\r\t"))).strip()


def clean_lines(text: str) -> str:
    """Return several lines: NFC, control and hidden characters out, line feeds as line ends, at most one empty line between."""
    lines = _without_controls(text.replace("\r\n", "\n").replace("\r", "\n"), keep=_KEEP_IN_LINES).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _without_controls(text: str, keep: set[str]) -> str:
    visible = unicodedata.normalize("NFC", text).translate(_HIDDEN)
    return "".join(c for c in visible if c in keep or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))


def search_key(text: str) -> str:
    """Return the form that searches compare: lower case, no accents or punctuation, single spaces."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", flat.replace("'", "").replace("’", "")).split())
