"""Uploaded tables are read cell by cell; files that grow when opened are refused."""

import io
import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import xlsxwriter

from webinar_hub.kit.sheets import LargeTable, Line, UnreadableTable, read_table
from webinar_hub.kit.tables import Cell, write_csv, write_xlsx

HEADER = ["nama", "kode"]
ROWS: list[list[Cell]] = [["Yayasan Pelita", 53], ["", None], ["Ma’ruf; “A”", "53.71"]]
READ = [
    Line(1, ("nama", "kode")),
    Line(2, ("Yayasan Pelita", "53")),
    Line(4, ("Ma’ruf; “A”", "53.71")),
]


def _far(row: int, column: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet().write(row, column, "x")
    book.close()
    return out.getvalue()


_KIND = '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
_BOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_RELATION = '<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
_REPEATED = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>
<office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="{}"><table:table-cell office:value-type="string"
 table:number-columns-repeated="60"><text:p>nama</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>
</office:document-content>"""


def _packed(**parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _xlsx(rows: str, *, strings: str = "", path: str = "worksheets/sheet1.xml") -> bytes:
    """Return a workbook written by hand, as no spreadsheet program would."""
    relations = _RELATION.format(1, "worksheet", path) + _RELATION.format(
        2, "sharedStrings", "sharedStrings.xml"
    )
    return _packed(
        **{
            "[Content_Types].xml": _KIND,
            "_rels/.rels": f"<Relationships>{_RELATION.format(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>",
            "xl/workbook.xml": _BOOK,
            "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
            "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
            f"xl/{path}": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        }
    )


def _naming(text: str) -> bytes:
    """Return a workbook with 20,000 cells that all name one text."""
    return _xlsx(
        "".join(f'<row><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001)),
        strings=f"<si><t>{text}</t></si>",
    )


def _corner(cell: str, path: str = "worksheets/sheet1.xml") -> bytes:
    return _xlsx(f'<row><c r="A1"><v>1</v></c>{cell}</row>', path=path)


def _ods(rows: int) -> bytes:
    return _packed(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        **{"content.xml": _REPEATED.format(rows)},
    )


# Each of them has taken down the whole hub, or kept it busy for a minute.
HARMFUL = {
    "far": _corner('<c r="XFD1048576"><v>1</v></c>'),
    "single quotes": _corner("<c r='XFD1048576' t='n'><v>1</v></c>"),
    "spaces": _corner('<c r = "XFD1048576"><v>1</v></c>'),
    "attributes": _corner(f'<c z="{"y" * 300}" r="XFD1048576"><v>1</v></c>'),
    "elsewhere": _corner('<c r="XFD1048576"><v>1</v></c>', path="other/sheet.xml"),
    "a text in many cells": _naming("a" * 20_000),
    "a shorter text": _naming("a" * 600),
}
_ACCENTS = _xlsx(
    '<row><c r="A1" t="inlineStr"><is><t>' + "\u0301\u0323" * 1_000_000 + "</t></is></c></row>"
)


def _damaged() -> bytes:
    """Return a workbook whose first part was spoilt on its way."""
    data = bytearray(_xlsx(""))
    start = data.index(b"[Content_Types].xml") + len("[Content_Types].xml")
    data[start : start + 12] = b"\xff" * 12
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"".join(write_xlsx("lembaga", HEADER, ROWS)),
        b"".join(write_csv(HEADER, ROWS)),
        'nama;kode\r\nYayasan Pelita;53\r\n;\r\n"Ma’ruf; “A”";53.71\r\n'.encode(),
        "nama\tkode\nYayasan Pelita\t53\n\t\nMa’ruf; “A”\t53.71\n".encode("utf-16"),
    ],
    ids=["xlsx", "csv", "semicolons", "tabs"],
)
def test_reads(data: bytes) -> None:
    assert read_table(data) == READ


def test_the_number_of_a_line_is_the_spreadsheets() -> None:
    assert read_table(_far(4, 0)) == [Line(5, ("x",))]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"PK\x03\x04 no archive",
        b"%PDF-1.4",
        b"\xd0\xcf\x11\xe0 old",
        b"<html>",
        _ods(2),
        _ods(1_048_576),
        _damaged(),
    ],
)
def test_what_is_no_table(data: bytes) -> None:
    with pytest.raises(UnreadableTable):
        read_table(data)


@pytest.mark.parametrize(
    "data",
    [_far(1_048_575, 0), _far(0, 16_383), b"a\n" * 50_002, b"a," * 61],
    ids=["low", "wide", "rows", "columns"],
)
def test_what_is_too_large(data: bytes) -> None:
    with pytest.raises(LargeTable):
        read_table(data)


@pytest.mark.parametrize("data", HARMFUL.values(), ids=HARMFUL)
def test_what_grows_when_opened_is_refused_soon_and_without_harm(data: bytes) -> None:
    with _soon(), pytest.raises(LargeTable):
        read_table(data)


def test_accents_without_end_keep_the_hub_busy_no_longer() -> None:
    """Some Pythons would take minutes to put them in order, and newer ones do it at once."""
    with _soon(), suppress(LargeTable):
        assert len(read_table(_ACCENTS)) == 1


@contextmanager
def _soon() -> Iterator[None]:
    """See that whoever reads is stopped after three seconds of a processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 4.5
