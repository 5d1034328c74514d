"""What an organisation may be called, and how like two names are."""

import pytest

from webinar_hub.network import rules
from webinar_hub.network.rules import ALIKE, LongNames, NameMissing, likeness, names, pieces

WVI = "|wahana visi indonesia|wvi|world vision indonesia|"


@pytest.mark.parametrize(
    ("name", "abbreviation", "aliases", "kept", "key"),
    [
        ("Wahana Visi", "", [], ("Wahana Visi", "", ()), "|wahana visi|"),
        (
            "  Wahana   Visi ",
            " WVI ",
            ["WV", ""],
            ("Wahana Visi", "WVI", ("WV",)),
            "|wahana visi|wvi|wv|",
        ),
        (
            "Wahana Visi",
            "WVI",
            ["wvi", "WAHANA VISI", "WV", "wv."],
            ("Wahana Visi", "WVI", ("WV",)),
            "|wahana visi|wvi|wv|",
        ),
        (
            "Ma'ruf",
            "",
            ["Yayasan A, Jakarta"],
            ("Ma'ruf", "", ("Yayasan A, Jakarta",)),
            "|maruf|yayasan a jakarta|",
        ),
    ],
)
def test_names_are_kept_once(
    name: str,
    abbreviation: str,
    aliases: list[str],
    kept: tuple[str, str, tuple[str, ...]],
    key: str,
) -> None:
    found = names(name, abbreviation, aliases)
    assert ((found.name, found.abbreviation, found.aliases), found.search_key) == (kept, key)


@pytest.mark.parametrize(
    ("name", "abbreviation", "aliases", "refusal"),
    [
        ("", "", [], NameMissing),
        (" .-. ", "", [], NameMissing),
        ("x" * 201, "", [], LongNames),
        ("x", "y" * 41, [], LongNames),
        ("x", "", ["y" * 201], LongNames),
        ("x", "", [f"y{number}" for number in range(41)], LongNames),
    ],
)
def test_names_that_cannot_be_kept(
    name: str, abbreviation: str, aliases: list[str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        names(name, abbreviation, aliases)


def test_another_name_is_added_once() -> None:
    assert names("Wahana Visi", "WVI").also(["World Vision", "wvi"]).aliases == ("World Vision",)


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("WVI", True),
        ("Wahana Visi", True),
        ("Wahanna Visi", True),
        ("wahana vis", True),
        ("WahanaVisi", True),
        ("Wahana Visi Indonesia Kupang", True),
        ("World Visoin Indonesia", True),
        ("Wahana Bina Insani", False),
        ("WVJ", False),
        ("Yayasan Pelita", False),
        ("", False),
    ],
)
def test_what_is_alike(written: str, *, alike: bool) -> None:
    assert (likeness(written, WVI) >= ALIKE) is alike


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WVI", [["wvi"]]),
        ("Wahanna Visi", [["wah", "anna"], ["vi", "si"]]),
        ("Yayasan Pelita", [["pel", "ita"]]),
        ("Yayasan", [["yay", "asan"]]),
        ("Kemanusiaan", [["kem", "anus", "iaan"]]),
        ("", []),
    ],
)
def test_pieces(text: str, expected: list[list[str]]) -> None:
    assert pieces(text) == expected


def test_a_text_has_six_words_at_most() -> None:
    assert len(rules.words_of("a b c d e f g h")) == 6


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("S=JAJAR", "S-JAJAR"),
        ("Jaringan Contoh", "JARINGAN-CONTOH"),
        ("Jaringan Pesisir Maluku dan Maluku Utara", "JPMDMU"),
        ("Jaringan Ma'ruf", "JARINGAN-MARUF"),
    ],
)
def test_the_first_short_name_is_never_cut_within_a_word(name: str, code: str) -> None:
    assert rules.first_issuer_code(name) == code == rules.issuer_code(code)
