"""Uploaded tables are read cell by cell, and files that grow when opened are refused before they do."""

import io
import zipfile

import pytest
import xlsxwriter

from webinar_hub.kit.sheets import LargeTable, Line, UnreadableTable, read_table
from webinar_hub.kit.tables import Cell, write_csv, write_xlsx

HEADER = ["nama", "kode"]
ROWS: list[list[Cell]] = [["Yayasan Pelita", 53], ["", None], ["Ma’ruf; “A”", "53.71"]]
READ = [Line(1, ("nama", "kode")), Line(2, ("Yayasan Pelita", "53")), Line(4, ("Ma’ruf; “A”", "53.71"))]


def _far(row: int, column: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet().write(row, column, "x")
    book.close()
    return out.getvalue()


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b" " * (61 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        write_xlsx("lembaga", HEADER, ROWS),
        write_csv(HEADER, ROWS),
        'nama;kode\r\nYayasan Pelita;53\r\n;\r\n"Ma’ruf; “A”";53.71\r\n'.encode(),
        "nama\tkode\nYayasan Pelita\t53\n\t\nMa’ruf; “A”\t53.71\n".encode("utf-16"),
    ],
    ids=["xlsx", "csv", "semicolons", "tabs"],
)
def test_reads(data: bytes) -> None:
    assert read_table(data) == READ


def test_the_number_of_a_line_is_the_spreadsheets() -> None:
    assert read_table(_far(4, 0)) == [Line(5, ("x",))]


@pytest.mark.parametrize("data", [b"", b" \n", b"PK\x03\x04 no archive", b"%PDF-1.4", b"\xd0\xcf\x11\xe0 old", b"<html>"])
def test_what_is_no_table(data: bytes) -> None:
    with pytest.raises(UnreadableTable):
        read_table(data)


@pytest.mark.parametrize(
    "data", [_bomb(), _far(1_048_575, 0), _far(0, 16_383), b"a\n" * 50_002, b"a," * 61], ids=["bomb", "low", "wide", "rows", "columns"]
)
def test_what_is_too_large(data: bytes) -> None:
    with pytest.raises(LargeTable):
        read_table(data)
