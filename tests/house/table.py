"""The table matrix.txt: read, written, and proposed for new addresses.

`make routes` adds lines for new addresses and takes those away that are gone; with `--all` it
writes every line anew. Read the difference before committing it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests.house import parts
from tests.house.matrix import OPEN, House, Row, asks, cell, places, rows, walk
from tests.house.parts import PARTS

TABLE = Path(__file__).parent / "matrix.txt"

LEGEND = """\
# Who gets which answer from which address. Each line: method, address, endpoint, mark, the things
# that the address opens, then a column for each part: own/foreign/missing, or one answer where all
# three are the same; - where there is no such thing. 302 leads to sign in, 422 is a form sent
# empty, 303 an act that was done. POSTs are sent with a valid token. "personal" links stand in the
# address, so that they open for everybody: own is a participant's link, foreign one that was
# revoked or is spent, or that of one participant with another's thing.
#
# visitor: nobody signed in, and so a participant, whose link is all they have, in a browser that
# typed the code of "Data saya"; closed: the account was closed meanwhile; ended: the role ended
# meanwhile; unproved: a secretariat of 53 before the second step; leader: leads a session of the
# province 53; other leader: one of the province 91; focal, other focal: stand for an organisation
# of 53 and of 91; officer, other officer: inclusion officers of 53 and of 91; viewer: looks at 53;
# all viewer: at the whole network; district, province, elsewhere, nation: secretariats of 53.71,
# 53, 91 and the whole network; mixed: runs 91, looks at the whole network. tests/house/parts.py
# names them.
#
# `make routes` adds a line for a new address: read what it says. What no line may say is held apart
# from this, in tests/house/verdicts.py.
"""


@dataclass(frozen=True)
class Line:
    """A line of the table."""

    method: str
    address: str
    endpoint: str
    mark: str
    kinds: tuple[str, ...]
    cells: tuple[str, ...]


def read() -> tuple[tuple[str, ...], dict[tuple[str, str], Line]]:
    """Return the parts that head the columns, and the lines by method and address.

    Of a line that stands there twice the first.
    """
    lines = [
        line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")
    ]
    split = [re.split(r" {2,}", line.strip()) for line in lines]
    heads = next((tuple(words[5:]) for words in split if words[0] == "method"), ())
    found: dict[tuple[str, str], Line] = {}
    for words in split:
        if words[0] != "method" and len(words) == 5 + len(heads):
            kinds = () if words[4] == "-" else tuple(words[4].split("+"))
            found.setdefault(
                (words[0], words[1]),
                Line(words[0], words[1], words[2], words[3], kinds, tuple(words[5:])),
            )
    return heads, found


def write(lines: list[Line]) -> None:
    """Write the table."""
    header = ["method", "address", "endpoint", "mark", "opens", *PARTS]
    rows = [
        [
            line.method,
            line.address,
            line.endpoint,
            line.mark,
            "+".join(line.kinds) or "-",
            *line.cells,
        ]
        for line in lines
    ]
    widths = [max(len(words[number]) for words in [header, *rows]) for number in range(len(header))]
    ordered = sorted(rows, key=lambda words: (words[1], words[0]))
    table = [
        "  ".join(word.ljust(width) for word, width in zip(words, widths, strict=True)).rstrip()
        for words in [header, *ordered]
    ]
    TABLE.write_text(LEGEND + "\n".join(table) + "\n", "utf-8")


def opened_by(house: House, row: Row) -> tuple[str, ...]:
    """Return the kinds of things that an address opens.

    Those that the province, or whoever holds its link, can ask it for.
    """
    wanted = places(row.rule)
    name = "visitor" if row.mark in OPEN or row.mark == "personal" else "province"
    name = {"administrator": "administrator", "focal": "focal", "inclusion": "officer"}.get(
        row.mark, name
    )
    kinds = []
    for kind, put in house.stage.things.items():
        values = put[parts.PROVINCE]
        if set(values) == wanted and wanted:
            data = house.stage.forms.get(row.rule.endpoint, {}).get(parts.PROVINCE, {})
            if house.ask(name, row.method, row.address(values), data).status not in (404, 410, 405):
                kinds.append(kind)
    return tuple(kinds)


def propose(house: House, known: dict[tuple[str, str], Line]) -> list[Line]:
    """Return the lines of all addresses.

    Those that are known as they stand, the others as the application answers now.
    """
    lines = []
    for row in rows(house.app, {name: line.kinds for name, line in known.items()}):
        old = known.get(row.name)
        if old is not None and (old.mark, old.endpoint) == (row.mark, row.rule.endpoint):
            lines.append(old)
            continue
        new = Row(row.method, row.rule, row.mark, opened_by(house, row))
        every = list(asks(house.stage, new))
        cells = tuple(cell(list(walk(house, new, name, every))) for name in PARTS)
        lines.append(Line(row.method, row.rule.rule, row.rule.endpoint, row.mark, new.kinds, cells))
    return lines


def tabled(app: Flask) -> list[Row]:
    """Return a row for each address and method, with the kinds of the table as it stands."""
    return rows(app, {name: line.kinds for name, line in read()[1].items()})
