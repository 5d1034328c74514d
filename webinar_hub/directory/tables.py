"""Tables of organisations: what is read from one that somebody uploads, and the template to fill in."""

from dataclasses import dataclass

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.sheets import read_table
from webinar_hub.kit.tables import write_csv, write_xlsx
from webinar_hub.kit.text import search_key

HEADER = ("nama", "singkatan", "nama lain", "jenis", "wilayah", "jaringan")
_EXAMPLE = ("Yayasan Contoh Sejahtera", "YCS", "Contoh Sejahtera; Yayasan Contoh", "LSM", "Kota Kupang", "")
_COLUMNS: dict[str, str] = {
    "nama": "name",
    "nama lembaga": "name",
    "lembaga": "name",
    "name": "name",
    "organisation": "name",
    "singkatan": "abbreviation",
    "abbreviation": "abbreviation",
    "nama lain": "aliases",
    "alias": "aliases",
    "aliases": "aliases",
    "other names": "aliases",
    "jenis": "kind",
    "jenis lembaga": "kind",
    "kind": "kind",
    "wilayah": "region",
    "kabupaten kota": "region",
    "provinsi": "region",
    "region": "region",
    "jaringan": "networks",
    "networks": "networks",
}


class NoNameColumn(Refused):
    """The table's first row names no column that holds names."""

    code = "no_name_column"
    sentence = _("The first row must name the columns, and one of them must be “nama”. The template shows how.")


@dataclass(frozen=True)
class Row:
    """One organisation as a table has it, each cell as it was written; number is the line of the sheet."""

    number: int
    name: str = ""
    abbreviation: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    region: str = ""
    networks: tuple[str, ...] = ()


def read(data: bytes) -> list[Row]:
    """Return the organisations of a table; other names and networks are separated by semicolons.

    Raises NoNameColumn, UnreadableTable and LargeTable.
    """
    head, *lines = read_table(data)
    places: dict[str, int] = {}
    for place, title in enumerate(head.cells):
        column = _COLUMNS.get(search_key(title))
        if column is not None:
            places.setdefault(column, place)
    if "name" not in places:
        raise NoNameColumn
    return [_row(line.number, {column: line.cells[place] for column, place in places.items() if place < len(line.cells)}) for line in lines]


def _row(number: int, cells: dict[str, str]) -> Row:
    several = {column: tuple(part.strip() for part in cells.pop(column, "").split(";") if part.strip()) for column in ("aliases", "networks")}
    return Row(number, **cells, **several)  # type: ignore[arg-type]


def template(form: str) -> bytes:
    """Return the table to fill in, with one line as an example; form is "csv" or "xlsx"."""
    return write_csv(HEADER, [_EXAMPLE]) if form == "csv" else write_xlsx("lembaga", HEADER, [_EXAMPLE])
