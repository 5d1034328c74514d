"""Which page of a list an address asks for."""

from flask import request

from webinar_hub.kit.paging import EVERYTHING, Paged


def asked_page() -> int:
    """Return the number that stands in `halaman`, 1 for none and for nonsense.

    `semua` is EVERYTHING.
    """
    typed = request.args.get("halaman", "")
    if typed == "semua":
        return EVERYTHING
    return max(1, int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1


def paged(lines: int, size: int) -> Paged:
    """Return the page of a list of so many lines that the address asks for."""
    return Paged.at(lines, size, asked_page())
