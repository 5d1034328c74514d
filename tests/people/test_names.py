"""Names: titles apart, one key for identity, likeness for proposals."""

import pytest

from webinar_hub.kit.errors import Refused
from webinar_hub.people.names import (
    PersonName,
    likeness,
    loose_words,
    name_key,
    refuse_no_name,
    same_words_key,
    split_titles,
)


@pytest.mark.parametrize(
    ("typed", "before", "name", "after"),
    [
        ("Dr. Hj. Siti Aminah, S.Sos., M.Si.", "Dr. Hj.", "Siti Aminah", "S.Sos., M.Si."),
        (
            "Prof. Dr. Hj. Siti Nurhaliza, S.H., M.H.",
            "Prof. Dr. Hj.",
            "Siti Nurhaliza",
            "S.H., M.H.",
        ),
        ("dr. Budi Santoso", "dr.", "Budi Santoso", ""),
        ("DR. BUDI SANTOSO", "DR.", "BUDI SANTOSO", ""),
        ("Prof.Dr.Ir.Budi Santoso,M.Sc.,Ph.D", "Prof. Dr. Ir.", "Budi Santoso", "M.Sc., Ph.D"),
        ("SRI WAHYUNI, S.SOS., M.KES.", "", "SRI WAHYUNI", "S.SOS., M.KES."),
        ("Ns. Cut Nur’aini Meutia Zahra, S.Kep.", "Ns.", "Cut Nur’aini Meutia Zahra", "S.Kep."),
        ("apt. Dewi Lestari, S.Farm.", "apt.", "Dewi Lestari", "S.Farm."),
        ("Siti Aminah S.Sos M.Si", "", "Siti Aminah", "S.Sos, M.Si"),
        ("Budi Santoso SE", "", "Budi Santoso", "SE"),
        ("Rina Kusuma A.Md.Keb", "", "Rina Kusuma", "A.Md.Keb"),
        ("Andi Pratama, Sp.OG(K)", "", "Andi Pratama", "Sp.OG(K)"),
        ("Maria Magdalena, MSW.", "", "Maria Magdalena", "MSW."),
        ("Sr. Maria Goreti, CB", "Sr.", "Maria Goreti", "CB"),
        ("K.H. Maimun Zubair", "K.H.", "Maimun Zubair", ""),
        ("H. Ahmad Yani", "H.", "Ahmad Yani", ""),
        ("H.M. Rasyid", "H.", "M. Rasyid", ""),
        ("Dr. (H.C.) Budi Santoso", "Dr. (H.C.)", "Budi Santoso", ""),
        ("Sumarni", "", "Sumarni", ""),
        ("M. Yusuf", "", "M. Yusuf", ""),
        ("I Gusti Ayu Putri Lestari", "", "I Gusti Ayu Putri Lestari", ""),
        ("Anak Agung Gde Rai", "", "Anak Agung Gde Rai", ""),
        ("R.A. Kartini", "", "R.A. Kartini", ""),
        ("Rr. Ayu Puspita", "", "Rr. Ayu Puspita", ""),
        ("Teuku Umar", "", "Teuku Umar", ""),
        ("Andi Daeng Patta", "", "Andi Daeng Patta", ""),
        ("Maria br. Sitompul", "", "Maria br. Sitompul", ""),
        ("br. Sitompul", "", "br. Sitompul", ""),
        ("Ahmad bin Ali, Lc., M.A.", "", "Ahmad bin Ali", "Lc., M.A."),
        ("Santoso, Budi", "", "Santoso, Budi", ""),
        ("Santoso, M.", "", "Santoso, M.", ""),
        ("Siti Aminah, PMI Jakarta", "", "Siti Aminah, PMI Jakarta", ""),
        ("YO YO MA", "", "YO YO MA", ""),
        ("  Siti   Aminah ,", "", "Siti Aminah", ""),
        ("Dr.", "", "Dr.", ""),
        ("Apt", "", "Apt", ""),
    ],
)
def test_titles_stand_apart_from_the_name(typed: str, before: str, name: str, after: str) -> None:
    assert split_titles(typed) == PersonName(before, name, after)


def test_the_full_name_is_written_with_its_titles() -> None:
    assert (
        split_titles("Dr. Hj. Siti Aminah, S.Sos., M.Si.").full
        == "Dr. Hj. Siti Aminah, S.Sos., M.Si."
    )
    assert split_titles("Siti Aminah S.Sos M.Si").full == "Siti Aminah, S.Sos, M.Si"
    assert PersonName("", "Sumarni", "").full == "Sumarni"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Dr. Hj. Siti AMINAH, S.Sos.", "siti aminah"),
        ("Siti\u00a0 Aminah\u200b", "siti aminah"),
        ("Nur’aini", "nuraini"),
        ("Nur'aini", "nuraini"),
        ("NUR`AINI", "nuraini"),
        ("Sitti Nurhaliza", "sitti nurhaliza"),
        ("José Xímenes", "jose ximenes"),
        ("M. Yusuf", "m yusuf"),
        ("M.Yusuf", "m yusuf"),
        ("Muhammad Yusuf", "muhammad yusuf"),
        ("Anna-Maria Lobo", "anna maria lobo"),
        ("ＳＩＴＩ Aminah", "siti aminah"),
        ("Sumarni 🌸", "sumarni"),
        ("🌸", "🌸"),
        ("李明", "李明"),
        ("Dr.", "dr"),
    ],
)
def test_the_key_folds_writing_and_guesses_nothing(typed: str, key: str) -> None:
    assert name_key(typed) == key


def test_word_order_is_folded_where_it_is_asked_for() -> None:
    assert (
        same_words_key("Dr. Santoso Budi")
        == same_words_key("Budi Santoso, M.Si.")
        == "budi santoso"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moh. Rizki", "Muhammad Rizky"),
        ("M. Rizki", "Mohamad Rizki"),
        ("Abd. Rahman", "Abdul Rachman".replace("ch", "h")),
        ("Soejono", "Suyono"),
        ("Djoko Tjahjono", "Joko Cahyono"),
        ("Achmad Fauzi", "Ahmat Fauzi"),
        ("Ibu Siti Aminah", "Aminah Siti"),
        ("Anissa", "Anisa"),
    ],
)
def test_likely_spellings_are_the_same_loose_words(one: str, other: str) -> None:
    assert sorted(loose_words(one)) == sorted(loose_words(other))
    assert likeness(one, other) == 100


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("Siti", "Siti Aminah", 75),
        ("Siti Aminah", "Siti Rahayu", 50),
        ("Nuraini", "Nur Aini", 98),
        ("Siti Aminah Yayasan Pelita", "Siti Aminah", 90),
        ("Budi", "Siti Aminah", 0),
        ("", "Siti Aminah", 0),
    ],
)
def test_likeness_is_graded(one: str, other: str, score: int) -> None:
    assert likeness(one, other) == likeness(other, one) == score


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("081234567890", "people.number_as_name"),
        ("0812-3456-7890 WA", "people.number_as_name"),
        ("maria@example.org", "people.number_as_name"),
        ("\U0001f600", "people.picture_in_name"),
        ("Maria \U0001f338", "people.picture_in_name"),
        ("-", "people.picture_in_name"),
    ],
)
def test_what_is_nobodys_name_is_refused_by_its_code(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_no_name(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "typed", ["Suparmin", "A", "Nur\u00b4aini", "Rm. Budi 2", "\u674e\u660e", "\u0e28\u0e23\u0e35"]
)
def test_whatever_can_be_a_name_is_taken(typed: str) -> None:
    refuse_no_name(typed)
