"""Read uploaded tables of organisations, and write tables to fill in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.sheets import read_table
from webinar_hub.kit.tables import write_table
from webinar_hub.kit.text import search_key

HEADER = (
    _("name"),
    _("abbreviation"),
    _("other names"),
    _("kind"),
    _("region"),
    _("networks"),
    _("since"),
    _("sectors"),
    _("parents"),
)
_WRITTEN = (
    "name",
    "abbreviation",
    "aliases",
    "kind",
    "region",
    "networks",
    "since",
    "sectors",
    "parents",
)
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
    "sejak": "since",
    "anggota sejak": "since",
    "since": "since",
    "klaster": "sectors",
    "sektor": "sectors",
    "sectors": "sectors",
    "induk": "parents",
    "lembaga induk": "parents",
    "parents": "parents",
}
_SEVERAL = ("aliases", "networks", "since", "sectors", "parents")
"""The columns whose cells hold several values, separated by semicolons."""


class NoNameColumn(Refused):
    """The table's first row names no column that holds names."""

    sentence = _(
        "The first row must name the columns, and one of them must be “name” or “nama”. The template shows how."
    )


class NoLines(Refused):
    """The table ends with its headings."""

    sentence = _(
        "The table has no line below its headings. Write at least one organisation into it."
    )


@dataclass(frozen=True)
class Row:
    """One organisation as a table has it, each cell as it was written.

    number is the line of the sheet. since is one day for all networks, or one for each in their
    order, "" where it is not known. named_in is the line in which a network was named that has no
    line of its own, 0 for all others.
    """

    number: int
    name: str = ""
    abbreviation: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    region: str = ""
    networks: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    named_in: int = 0

    @property
    def called(self) -> tuple[str, ...]:
        """Return every name that the line gives its organisation."""
        return (self.name, self.abbreviation, *self.aliases)

    def with_names(self, instead: Mapping[str, str]) -> Self:
        """Return the line with other names for the networks and parents that it speaks of.

        instead is by the name as searches compare it.
        """
        networks, above = (
            tuple(instead.get(search_key(name), name) for name in names)
            for names in (self.networks, self.parents)
        )
        return replace(self, networks=networks, parents=above)

    @classmethod
    def from_stored(cls, row: dict[str, Any]) -> Self:
        """Return the row that was stored as JSON, which knows no tuples."""
        cells: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
        }
        return cls(**cells)


@dataclass(frozen=True)
class Table:
    """The organisations of a table, and the headings of columns that are not read."""

    rows: list[Row]
    unread: list[str]


def read(data: bytes) -> Table:
    """Return what a table holds; several values of a cell are separated by semicolons.

    Raises NoNameColumn, NoLines, UnreadableTable and LargeTable.
    """
    head, *lines = read_table(data)
    columns = [_COLUMNS.get(search_key(title)) for title in head.cells]
    places = {column: columns.index(column) for column in _WRITTEN if column in columns}
    if "name" not in places:
        raise NoNameColumn
    if not lines:
        raise NoLines
    rows = [_row(line.number, _cells(line.cells, places)) for line in lines]
    read_places = set(places.values())
    unread = [title for place, title in enumerate(head.cells) if title and place not in read_places]
    return Table(rows, unread)


def _cells(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {column: cells[place] for column, place in places.items() if place < len(cells)}


def _row(number: int, cells: dict[str, str]) -> Row:
    several = {
        column: _parts(cells.pop(column, ""), empty=column == "since") for column in _SEVERAL
    }
    return Row(number, **cells, **several)  # type: ignore[arg-type]


def _parts(cell: str, *, empty: bool) -> tuple[str, ...]:
    parts = [part.strip() for part in cell.split(";")] if cell else []
    return tuple(part for part in parts if part or empty)


def _cell(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def filled(form: str, rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield organisations as a table that can be taken in again; form is "csv" or "xlsx".

    Its headings are in the reader's language, and taken in in either.
    """
    lines = ([_cell(getattr(row, name)) for name in _WRITTEN] for row in rows)
    return write_table(form, str(_("Organisations")), [str(title) for title in HEADER], lines)


def template(form: str, sectors: Sequence[str] = ()) -> Iterator[bytes]:
    """Yield the table to fill in, with an example that works in these sectors.

    form is "csv" or "xlsx".
    """
    example = Row(
        2,
        "Yayasan Contoh Sejahtera",
        "YCS",
        ("Contoh Sejahtera", "Yayasan Contoh"),
        "LSM",
        "Kota Kupang",
        sectors=tuple(sectors),
    )
    return filled(form, [example])
