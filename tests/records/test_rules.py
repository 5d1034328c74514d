"""When a code opens somebody's data."""

from datetime import UTC, datetime, timedelta

import pytest

from webinar_hub.kit import tokens
from webinar_hub.people.contacts import Contact, masked
from webinar_hub.records.own import rules

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["012345", "012 345", " 012345\n"])
def test_the_right_digits_open(typed: str) -> None:
    rules.may_use_code(
        digits="012345", typed=typed, expires_at=NOW + timedelta(seconds=1), used_at=None, now=NOW
    )


@pytest.mark.parametrize(
    ("typed", "expires_at", "used_at"),
    [
        ("12345", NOW + timedelta(minutes=1), None),
        ("012346", NOW + timedelta(minutes=1), None),
        ("", NOW + timedelta(minutes=1), None),
        ("012345", NOW, None),
        ("012345", NOW + timedelta(minutes=1), NOW),
    ],
)
def test_wrong_old_and_used_codes_open_nothing(
    typed: str, expires_at: datetime, used_at: datetime | None
) -> None:
    with pytest.raises(rules.WrongCode):
        rules.may_use_code(
            digits="012345", typed=typed, expires_at=expires_at, used_at=used_at, now=NOW
        )


def test_digits_are_six_follow_from_the_key_and_differ_by_purpose() -> None:
    made = {tokens.digits(b"k" * 32, "data-code", str(number)) for number in range(500)}
    assert {len(each) for each in made} == {6}
    assert all(each.isdigit() for each in made)
    assert len(made) > 490
    assert tokens.digits(b"k" * 32, "data-code", "a") == tokens.digits(b"k" * 32, "data-code", "a")
    assert tokens.digits(b"k" * 32, "data-code", "a") != tokens.digits(b"k" * 32, "other", "a")


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        (Contact(email="maria@example.org"), "ma…@example.org"),
        (Contact(email="ab@example.org"), "a…@example.org"),
        (Contact(phone="+6281234567890"), "…7890"),
    ],
)
def test_an_address_is_shown_to_its_owner_alone(contact: Contact, shown: str) -> None:
    assert masked(contact) == shown
