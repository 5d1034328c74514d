"""Tables that people open in a spreadsheet program run nothing there."""

import pytest

from webinar_hub.kit.tables import write_csv


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
    assert write_csv(["Nama"], [[typed]]).decode("utf-8-sig") == f"Nama\r\n{written}\r\n"
