"""How unknown names are put together."""

from webinar_hub.directory.unknown_names import rules
from webinar_hub.directory.unknown_names.rules import Unknown


def test_names_are_put_together_by_province_and_spelling() -> None:
    rows = [
        ("53.71", "Yayasan Pelita", 1),
        ("53", "YAYASAN PELITA.", 2),
        ("31", "Yayasan Pelita", 1),
        (None, "Red Cross", 3),
        ("53", "Tunas", 1),
    ]
    assert rules.grouped(rows) == [
        Unknown("yayasan pelita", "Yayasan Pelita", "31", 1, ("Yayasan Pelita",)),
        Unknown(
            "yayasan pelita", "YAYASAN PELITA.", "53", 3, ("YAYASAN PELITA.", "Yayasan Pelita")
        ),
        Unknown("tunas", "Tunas", "53", 1, ("Tunas",)),
        Unknown("red cross", "Red Cross", None, 3, ("Red Cross",)),
    ]
