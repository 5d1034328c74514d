"""What a pattern prints, and that no two patterns in use can print the same number."""

import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from tests.cast import DIRECTOR, Cast
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network import identity, numbering, secretariats
from webinar_hub.network.models import Secretariat
from webinar_hub.network.numbering import Taken


def printed(pattern: str, number: int, *, issuer: str = "S-JAJAR", month: int = 1) -> str:
    return numbering.number_from_pattern(
        pattern, number=number, issuer=issuer, kind="TAMAT", month=month, year=2026
    )


@pytest.mark.parametrize(
    ("pattern", "number", "month", "text"),
    [
        (numbering.DEFAULT, 12, 11, "012/SERT/S-JAJAR/XI/2026"),
        (numbering.DEFAULT, 1234, 4, "1234/SERT/S-JAJAR/IV/2026"),
        ("{number}.{issuer}.{year}", 7, 1, "7.S-JAJAR.2026"),
        ("No {number:05} {issuer} {year} 100%", 7, 9, "No 00007 S-JAJAR 2026 100%"),
        ("{number:03}/{kind}/{issuer}/{year}", 7, 9, "007/TAMAT/S-JAJAR/2026"),
    ],
)
def test_a_number_follows_its_pattern(pattern: str, number: int, month: int, text: str) -> None:
    assert printed(pattern, number, month=month) == text


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{number:03}/SERT",
        "{issuer}/{year}",
        "{number}/{year}",
        "{number}/{issuer}",
        "{number}/{issuer}/{year}/{other}",
        "{number!r}/{issuer}/{year}",
        "{number.__class__}{number}/{issuer}/{year}",
        "{number:30}/{issuer}/{year}",
        "{number}/{issuer:05}/{year}",
        "{number}/{issuer}/{year}/{",
        "{number}/{issuer}/{year}" + "x" * 80,
    ],
)
def test_a_pattern_that_cannot_number_is_refused(pattern: str) -> None:
    with pytest.raises(numbering.BadPattern):
        printed(pattern, 1)
    with pytest.raises(numbering.BadPattern):
        numbering.try_pattern(pattern, "S-JAJAR")


def test_months_are_roman() -> None:
    texts = [printed("{month} {number}{issuer}{year}", 1, month=m).split()[0] for m in range(1, 13)]
    assert texts == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


@pytest.mark.parametrize(
    ("one", "other", "collide"),
    [
        ("{number:03}/SERT/JC/{month}/{year}", "{number:03}/SERT/JC-5/{month}/{year}", False),
        ("{number:03}/SERT/JC/{month}/{year}", "{number}/SERT/JC/{month}/{year}", True),
        ("{number}/JA/JB/{year}", "{number}/JA/JB/{year}", True),
        ("{number}/SERT/JC/{year}", "{number}/{kind}/JC/{year}", True),
        ("{number}/Sert/JC/{year}", "{number}/{kind}/JC/{year}", False),
        ("{number}/SERT/JC/XI/{year}", "{number}/SERT/JC/{month}/{year}", True),
        ("JC{number}/{year}", "JC1{number}/{year}", True),
        ("JC-{number}/{year}", "JC-A-{number}/{year}", False),
        ("{year}/JC/{number}", "{number}/JC/{year}", True),
        ("{number}/JC/{year}", "{number}/JC/20{number}/{year}", False),
    ],
)
def test_two_patterns_collide_where_they_have_a_number_in_common(
    one: str, other: str, collide: bool
) -> None:
    assert numbering.can_collide(one, other) is numbering.can_collide(other, one) is collide


_PIECES = st.sampled_from(
    ["{number}", "{number:03}", "{year}", "{month}", "{kind}", "/", "-", "A", "X", "1", "2026"]
)
_FORMS = st.lists(_PIECES, min_size=1, max_size=7).map("".join)
_VALUES = st.tuples(st.integers(1, 30), st.integers(1, 12), st.sampled_from(["A", "X", "XA"]))


def _text(form: str, values: tuple[int, int, str]) -> str:
    number, month, kind = values
    return numbering.number_from_pattern(
        f"{form}|{{number}}{{issuer}}{{year}}",
        number=number,
        issuer="",
        kind=kind,
        month=month,
        year=2026,
    ).rpartition("|")[0]


@given(_FORMS, _FORMS, _VALUES, _VALUES)
@example("{number}{year}", "1{year}{number}", (12026, 1, "A"), (2026, 1, "A"))
def test_whatever_prints_the_same_is_seen_to_collide(
    one: str, other: str, mine: tuple[int, int, str], foreign: tuple[int, int, str]
) -> None:
    if _text(one, mine) == _text(other, foreign):
        assert numbering.can_collide(one, other)
    assert numbering.can_collide(one, one)


def test_zeros_in_front_are_ones_own_affair() -> None:
    before = Taken("{number:03}/SERT/JC/{year}", "Jaringan Contoh", own=True)
    numbering.refuse_collision("{number}/SERT/JC/{year}", [before])
    with pytest.raises(numbering.PatternsCollide):
        numbering.refuse_collision("{number:03}/{kind}/JC/{year}", [before])


def settle(secretariat: Secretariat, pattern: str, issuer: str = "S-JAJAR") -> Secretariat:
    return db.write(
        identity.settle_secretariat,
        secretariat,
        name=secretariat.organisation.name,
        region_code=None,
        issuer_code=issuer,
        number_pattern=pattern,
        signatory="Ratna",
        signatory_title="Ketua",
        place="Jakarta",
        by=DIRECTOR,
        now=clock.now(),
    )


def test_a_pattern_that_can_print_anothers_number_is_not_saved(app: Flask, cast: Cast) -> None:
    own = cast.secretariat()
    cast.secretariat("53").number_pattern = "{number}/S-JAJAR/{issuer}/{year}"
    db.session.commit()
    with pytest.raises(numbering.PatternsCollide) as refusal:
        settle(own, "{number}/{issuer}/S-JAJAR-53/{year}")
    assert re.search(
        "“Sekretariat JAJAR-53”.*{number}/S-JAJAR/S-JAJAR-53/{year}", str(refusal.value)
    )
    assert own.number_pattern == numbering.DEFAULT
    assert settle(own, "{number}/{issuer}/A/{year}").number_pattern == "{number}/{issuer}/A/{year}"


def test_a_new_secretariat_gets_no_numbers_that_were_given_before(app: Flask, cast: Cast) -> None:
    first = cast.secretariat()
    db.write(secretariats.number_by_pattern, first)
    settle(first, numbering.DEFAULT, "PUSAT")
    office = cast.organisation("Forum Jawa Timur")
    facts: dict[str, Any] = {"region_code": None, "by": DIRECTOR, "now": clock.now()}
    with pytest.raises(numbering.PatternsCollide):
        db.write(secretariats.appoint_secretariat, office, issuer_code="S-JAJAR", **facts)
    assert db.write(secretariats.appoint_secretariat, office, issuer_code="JATIM", **facts).id


def test_a_pattern_is_remembered_once_it_numbers(app: Flask, cast: Cast) -> None:
    own = cast.secretariat()
    settle(own, "{number}/A/{issuer}/{year}")
    for pattern in ("{number}/B/{issuer}/{year}", "{number}/C/{issuer}/{year}"):
        settle(own, pattern)
        for _time in range(2):
            db.write(secretariats.number_by_pattern, own)
    assert own.numbered_by == "{number}/B/S-JAJAR/{year}\n{number}/C/S-JAJAR/{year}"
