"""Tables go out while they are read, and run nothing in a spreadsheet program."""

import io
import zipfile

import openpyxl
import pytest

from webinar_hub.kit.sheets import read_table
from webinar_hub.kit.tables import write_csv, write_table


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Siti Aminah", "Siti Aminah"),
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2", "'-2"),
        ("+6281234567890", "+6281234567890"),
        ("+62 812", "'+62 812"),
        ("Ani;=1+1", "Ani;'=1+1"),
        ("Ani; +1;-2", "Ani; '+1;'-2"),
        ("Ani; Budi", "Ani; Budi"),
        ("a-b=c", "a-b=c"),
    ],
)
def test_no_cell_of_a_csv_file_can_run(typed: str, written: str) -> None:
    assert b"".join(write_csv(["Nama"], [[typed]])).decode("utf-8-sig") == f"Nama\r\n{written}\r\n"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_long_table_goes_out_while_it_is_read(form: str) -> None:
    read = iter(range(2_000))
    going = write_table(form, "Peserta", ["No.", "Nama"], ([row, "Ani"] for row in read))
    sent = [next(going)]
    assert sent[0]
    assert next(read) < 500
    sent += going
    lines = read_table(b"".join(sent))
    assert len(lines) == 2_000
    assert lines[-1].cells == ("1999", "Ani")


def test_the_text_of_an_xlsx_file_is_what_was_typed() -> None:
    typed = ['<Ani> & "Budi"', "Kefamenanu _x00", "١٢", "=1+1", "3" * 40_000]
    file = b"".join(write_table("xlsx", "Peserta", ["Nama"], [[text] for text in typed]))
    sheet = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [*typed[:4], "3" * 32_767]
    assert sheet.title == "Peserta"
    assert sheet.freeze_panes == "A2"


def test_what_a_spreadsheet_takes_for_a_coded_letter_stays_as_it_was_typed() -> None:
    file = b"".join(write_table("xlsx", "Peserta", ["Nama"], [["_x0041_"]]))
    written = zipfile.ZipFile(io.BytesIO(file)).read("xl/worksheets/sheet1.xml")
    assert b"<t>_x005F_x0041_</t>" in written


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_without_rows_has_its_head(form: str) -> None:
    [head] = read_table(b"".join(write_table(form, "Peserta", ["No.", "Nama"], [])))
    assert head.cells == ("No.", "Nama")
