"""From the bytes of an uploaded text table to its records.

Encodings, damaged bytes, delimiters, quotes and line numbers.
"""

import codecs
import re
from collections.abc import Iterator

# A quoted name can hold a line break; more lines than this mean that a quotation mark was never
# closed.
_LONGEST_RECORD = 6
# In characters, many times what a platform writes: a file of one endless line must not keep a
# reader busy for hours.
_LONGEST_LINE = 5000
_MARKS = re.compile(r'("+)( *)')
_OPENS = re.compile(r' *"')


def lines_of(data: bytes) -> list[str]:
    """Return the physical lines, decoded.

    NUL bytes are dropped, endless lines cut, and one damaged line does not spoil the others.

    UTF-8 with or without BOM, UTF-16 with or without BOM, else Windows-1252, decided line by line.
    """
    return [line[:_LONGEST_LINE] for line in _all_lines(data)]


def _all_lines(data: bytes) -> list[str]:
    if encoding := _utf16(data):
        text = data.decode(encoding, errors="replace").replace("\0", "").removeprefix("\ufeff")
        return (
            [line.removesuffix("\r") for line in text.split("\n")]
            if "\n" in text
            else text.split("\r")
        )
    plain = data.replace(b"\0", b"").removeprefix(codecs.BOM_UTF8)
    return [
        _decoded(line.removesuffix(b"\r"))
        for line in plain.split(b"\n" if b"\n" in plain else b"\r")
    ]


def _utf16(data: bytes) -> str | None:
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    sample = data[:2000]
    # A few NULs are damage; every second byte NUL is UTF-16 of a European language without its
    # mark.
    if sample[1::2].count(0) > 0.3 * len(sample):
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > 0.3 * len(sample) else None


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def split_cells(text: str, delimiter: str) -> tuple[list[str], bool]:
    """Return the cells of one record and whether its last quoted cell was closed (RFC 4180).

    Undoubled inner quotes are forgiven.
    """
    if '"' not in text:
        return text.split(delimiter), True
    cells: list[str] = []
    at, end = 0, len(text)
    while at <= end:
        quoted = _OPENS.match(text, at)
        if quoted is None:
            stop = text.find(delimiter, at)
            cells.append(text[at : stop if stop >= 0 else end])
        else:
            cell, stop, closed = _quoted(text, quoted.end(), delimiter)
            cells.append(cell)
            if not closed:
                return cells, False
        at = stop + 1 if 0 <= stop < end else end + 1
    return cells, True


def _quoted(text: str, at: int, delimiter: str) -> tuple[str, int, bool]:
    """Return a quoted cell's text, where the next delimiter stands, and whether it was closed."""
    cell: list[str] = []
    for run in _MARKS.finditer(text, at):
        cell.append(text[at : run.start()])
        marks, at, after = len(run[1]), run.end(1), run.end()
        if marks % 2 and (after == len(text) or text[after] == delimiter):
            return "".join(cell) + '"' * (marks // 2), after, True
        cell.append('"' * ((marks + 1) // 2))
    return "".join(cell) + text[at:], len(text), False


def records(
    lines: list[str], start: int, delimiter: str, width: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number counted from 1, cells) from lines[start:]; empty records are left out.

    A record may run over several lines inside quotes. A quotation mark that swallows whole rows
    (width cells each) is taken as a letter.
    """
    index = start
    while index < len(lines):
        cells, taken = _record(lines, index, delimiter, width)
        if any(cell.strip() for cell in cells):
            yield index + 1, cells
        index += taken


def _record(lines: list[str], index: int, delimiter: str, width: int) -> tuple[list[str], int]:
    text = lines[index]
    for taken in range(1, _LONGEST_RECORD + 1):
        cells, closed = split_cells(text, delimiter)
        if closed:
            return cells, taken
        if index + taken >= len(lines):
            break
        following = lines[index + taken]
        if following.count('"') % 2 == 0 and len(split_cells(following, delimiter)[0]) >= width:
            break
        text = f"{text}\n{following}"
    return [cell.replace('"', "") for cell in lines[index].split(delimiter)], 1
