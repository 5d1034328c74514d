"""Codes of the second step, from the vectors of the standard to what people type."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from webinar_hub.accounts.proving import codes

KEY = b"k" * 64
SECRET = codes.secret(KEY, 7, "aaaabbbbccccdddd")
NOW = datetime(2026, 11, 26, 7, 0, 10, tzinfo=UTC)
PRESENT = int(NOW.timestamp()) // 30


def shown(moment: datetime) -> str:
    return pyotp.TOTP(SECRET).at(moment)


@pytest.mark.parametrize(
    ("seconds", "number"), [(-60, None), (-30, -1), (0, 0), (19, 0), (20, 1), (49, 1), (50, None)]
)
def test_the_half_minute_before_and_after_are_good(seconds: int, number: int | None) -> None:
    """Abuse case 48: a code is good in its half minute, the one before and after."""
    found = codes.step(SECRET, shown(NOW + timedelta(seconds=seconds)), last=None, now=NOW)
    assert found == (None if number is None else PRESENT + number)


@pytest.mark.parametrize(
    ("last", "good"), [(PRESENT - 1, True), (PRESENT, False), (PRESENT + 1, False)]
)
def test_a_used_code_and_older_ones_are_good_no_more(last: int, *, good: bool) -> None:
    """Abuse case 48: a code of the app is good once, and so is none from before it."""
    assert (codes.step(SECRET, shown(NOW), last=last, now=NOW) is not None) == good


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "٣٤٥٦٧٨", "0" * 20, " "])
def test_other_texts_are_no_code(typed: str) -> None:
    assert codes.step(SECRET, typed, last=None, now=NOW) is None


def test_spaces_do_not_matter() -> None:
    code = shown(NOW)
    assert codes.step(SECRET, f" {code[:3]} {code[3:]} ", last=None, now=NOW) == PRESENT


def test_a_known_vector() -> None:
    """The last six digits of RFC 6238, appendix B, for SHA-1 at 59 seconds."""
    assert (
        codes.step(
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            "287082",
            last=None,
            now=datetime.fromtimestamp(59, UTC),
        )
        == 1
    )


def test_a_secret_needs_key_account_and_word() -> None:
    """A word of one account opens nothing in another."""
    assert (
        len(
            {
                codes.secret(key, account, word)
                for key in (KEY, b"other")
                for account in (7, 71)
                for word in ("a", "1:a")
            }
        )
        == 8
    )
    assert len(SECRET) == 32


def test_what_the_picture_says() -> None:
    address = codes.address(SECRET, email="ratna@jajar.example", network="S=JAJAR")
    assert (
        address
        == f"otpauth://totp/S%3DJAJAR:ratna%40jajar.example?secret={SECRET}&issuer=S%3DJAJAR"
    )


def test_printed_codes() -> None:
    made = codes.printed(KEY, 7, "aaaa-bbbb")
    assert len(set(made)) == 10
    assert made == codes.printed(KEY, 7, "aaaa-bbbb")
    others = [
        codes.printed(KEY, 7, "aaaa-cccc"),
        codes.printed(KEY, 8, "aaaa-bbbb"),
        codes.printed(b"other", 7, "aaaa-bbbb"),
    ]
    assert not set(made) & {code for each in others for code in each}
    assert all(
        len(code) == 11 and code[5] == "-" and set(code) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ-")
        for code in made
    )
    typed = made[0].replace("-", " ").lower()
    assert codes.is_printed(typed)
    assert codes.digest(KEY, 7, typed) == codes.digest(KEY, 7, made[0])
    assert codes.digest(KEY, 8, typed) != codes.digest(KEY, 7, typed)
    assert not codes.is_printed("123456")
