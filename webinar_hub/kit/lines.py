"""From the bytes of an uploaded text table to its records.

Encodings, damaged bytes, delimiters, quotes and line numbers.
"""

import codecs
import re
from collections.abc import Iterator

# A quoted name can hold a line break; more lines than this mean that a quotation mark was never
# closed.
_LONGEST_RECORD = 6
# In characters, read in vain for the end of a quotation: of a file with more of them, no line is
# joined to the next, or nothing but opened quotations would keep a reader busy for a minute.
_UNCLOSED_AT_MOST = 200_000
# In characters, many times what a platform writes: a file of one endless line must not keep a
# reader busy for hours.
_LONGEST_LINE = 5000
# Of marks in a row two and two are one letter; the last closes before a delimiter, else it is a
# letter as well. Nothing is tried twice: a line may be nothing but marks.
_QUOTED = {
    delimiter: re.compile(rf'((?:[^"]++|""|"(?! *(?:{delimiter}|\Z)))*+)" *')
    for delimiter in (",", ";", "\t")
}
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
    found = _QUOTED[delimiter].match(text, at)
    cell = found[1] if found else text[at:]
    return cell.replace('""', '"'), found.end() if found else len(text), found is not None


def records(
    lines: list[str], start: int, delimiter: str, width: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number counted from 1, cells) from lines[start:]; empty records are left out.

    A record may run over several lines inside quotes. A quotation mark that swallows whole rows
    (width cells each) is taken as a letter.
    """
    index, unclosed = start, 0
    while index < len(lines):
        longest = _LONGEST_RECORD if unclosed < _UNCLOSED_AT_MOST else 1
        text, cells, taken = _record(lines, index, delimiter, width, longest)
        if cells is None:
            unclosed += len(text)
            cells = [cell.replace('"', "") for cell in lines[index].split(delimiter)]
        if any(cell.strip() for cell in cells):
            yield index + 1, cells
        index += taken


def _record(
    lines: list[str], index: int, delimiter: str, width: int, longest: int
) -> tuple[str, list[str] | None, int]:
    """Return the text of a record, its cells and its lines; no cells where it does not end."""
    text = lines[index]
    for taken in range(1, longest + 1):
        cells, closed = split_cells(text, delimiter)
        if closed:
            return text, cells, taken
        if taken == longest or index + taken >= len(lines):
            break
        following = lines[index + taken]
        if following.count('"') % 2 == 0 and len(split_cells(following, delimiter)[0]) >= width:
            break
        text = f"{text}\n{following}"
    return text, None, 1
