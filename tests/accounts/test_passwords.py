"""What may be a password, and that checking one costs the same whoever it is said to belong to."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.kit.test_turns import Other
from webinar_hub.accounts.proving import passwords
from webinar_hub.kit.errors import Refused, TooMany

OWN = [
    "Dr. Theresia Ina Tukan, S.Sos.",
    "theresia@flobamora.example",
    "Yayasan Flobamora Sejahtera",
    "JAJAR",
]


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("", passwords.TooShort),
        ("kuda hijau!", passwords.TooShort),
        ("kuda hijau makan batu", None),
        ("x7Q!x7Q!p2Zd", None),
        ("908172635445", None),
        ("a" * 100 + "bcdefghijk" * 10, None),
        ("a" * 100 + "bcdefghijk" * 10 + "z", passwords.TooLong),
        ("x" * 1_000_000, passwords.TooLong),
        ("password1234", passwords.Guessable),
        ("Password!!!2026", passwords.Guessable),
        ("rahasiarahasia", passwords.Guessable),
        ("Bismillah2026!", passwords.Guessable),
        ("123456789012", passwords.Guessable),
        ("qwertyuiop12", passwords.Guessable),
        ("aaaaaaaaaaaa", passwords.Guessable),
        ("abababababab", passwords.Guessable),
        ("theresia-1990-08", passwords.Guessable),
        ("Tukan Theresia Ina", passwords.Guessable),
        ("YayasanFlobamora1", passwords.Guessable),
        ("flobamora rahasia", passwords.Guessable),
        ("jajarjajar2026", passwords.Guessable),
    ],
)
def test_what_may_be_a_password(password: str, refusal: type[Refused] | None) -> None:
    if refusal is None:
        passwords.check(password, OWN)
    else:
        with pytest.raises(refusal):
            passwords.check(password, OWN)


def test_the_list_has_ten_thousand_words() -> None:
    assert len(passwords._common()) == 10_000


def test_a_password_is_kept_as_a_hash_of_its_own() -> None:
    kept = [passwords.hashed("kuda hijau makan batu") for _ in range(2)]
    assert kept[0] != kept[1]
    assert kept[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.fits(kept[0], "kuda hijau makan batu")
    assert not passwords.fits(kept[0], "kuda hijau makan batu ")


def test_the_same_letters_from_another_keyboard() -> None:
    assert passwords.fits(passwords.hashed("caf\u00e9 di tepi laut"), "cafe\u0301 di tepi laut")


def test_nobodys_password_is_hashed_as_well() -> None:
    """Abuse case 41: for an address without an account the same work is done, and nothing fits."""
    turns = []

    class Counted(type(passwords._hasher)):  # type: ignore[misc]
        def verify(self, kept: str | bytes, typed: str | bytes) -> bool:
            turns.append(str(kept).split("$")[3])
            return bool(super().verify(kept, typed))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", Counted(time_cost=2, memory_cost=19_456, parallelism=1))
        kept = passwords.hashed("kuda hijau makan batu")
        assert not passwords.fits(None, "nobody's")
        assert passwords.fits(kept, "kuda hijau makan batu")
    assert turns == ["m=19456,t=2,p=1"] * 2


def test_a_very_long_one_is_never_hashed() -> None:
    """Abuse case 44: a password of 1 MB is refused before any work is done."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_turn", lambda: pytest.fail("it was hashed"))
        with pytest.raises(passwords.TooLong):
            passwords.fits(None, "x" * 1_000_000)


def test_two_hashes_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Abuse case 44: twelve at once, of which two at most are being worked on.

    Whoever gets no turn is told to come back.
    """
    at_work, most = [], []
    monkeypatch.setattr(passwords, "_PATIENCE", 60)

    def one(_number: int) -> None:
        with passwords._turn():
            at_work.append(1)
            most.append(len(at_work))
            passwords._hasher.hash("x")
            at_work.pop()

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(one, range(12)))
    assert max(most) <= 2


def test_whoever_gets_no_turn_is_told_to_come_back() -> None:
    """Abuse case 44: after three seconds of waiting the answer is 429."""
    with pytest.MonkeyPatch.context() as patch, passwords._turn(), passwords._turn():
        patch.setattr(passwords, "_PATIENCE", 0.01)
        with pytest.raises(TooMany):
            passwords.fits(None, "kuda hijau makan batu")


def test_two_hashes_at_once_in_all_processes_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Abuse case 44: two other processes have the turns; with one of them gone there is one."""
    monkeypatch.setattr(passwords, "_lines", [])
    monkeypatch.setattr(passwords, "_PATIENCE", 0.05)
    passwords.share(tmp_path)
    others = [Other(tmp_path / f"hashing-{number}") for number in range(2)]
    for other in others:
        other.take(60)
        assert other.said()
    with pytest.raises(TooMany):
        passwords.hashed("kuda hijau makan batu")
    for other in others:
        other.kill()
    assert passwords.hashed("kuda hijau makan batu")
