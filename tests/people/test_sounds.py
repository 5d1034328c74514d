"""Spellings of one name meet under a key; other names do not."""

import pytest

from webinar_hub.people.sounds import sounds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moh. Ridwan", "Muhammad Riduan"),
        ("Dr. Siti Aminah, S.Sos.", "Sitti Aminah"),
        ("Aminah Siti", "Siti Aminah"),
        ("Djoko Soesilo", "Joko Susilo"),
        ("Tjahjo Koemolo", "Cahyo Kumolo"),
        ("Suryadi", "Suriadi"),
        ("Siti A.", "Siti Aminah"),
        ("Bere, Maria G.", "Maria Goreti Bere"),
        ("Maria Bere", "Maria Goreti Bere"),
        ("Ni Luh Putu Ayu Lestari", "Luh Putu Ayu Lestari"),
        ("Ibu Yohana Ndoen", "Johana Ndoen"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert sounds(one) & sounds(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Siti Aminah", "Siti Rahmawati"), ("Suparmin", "Suparjo"), ("Maria Bere", "Maria Tukan")],
)
def test_other_names_do_not_meet(one: str, other: str) -> None:
    assert not sounds(one) & sounds(other)


def test_few_keys_are_kept_of_a_long_name() -> None:
    assert len(sounds("Raden Mas Haryo Bimo Setyo Kusumo Wardhani Adiningrat")) == 13
    assert {len(key) <= 80 for key in sounds("Wolfeschlegelsteinhausenbergerdorff " * 4)} == {True}
    assert sounds("") == frozenset()
