"""Addresses: every spelling becomes one written form, and what is none is refused."""

import pytest

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.phones import Landline, normal_phone, shown_phone, whatsapp_number
from webinar_hub.people.contacts import Contact, masked, normal_email, parse_contact, typed_contact


@pytest.mark.parametrize(
    "typed",
    [
        "0812-3456-7890",
        "0812 3456 7890",
        "081234567890",
        "0812.3456.7890",
        "(0812) 3456 7890",
        "0812–3456–7890",
        "0812‑3456‑7890",
        "+62 812 3456 7890",
        "+62812-3456-7890",
        "+6281234567890",
        "62812 3456 7890",
        "6281234567890",
        "812 3456 7890",
        "81234567890",
        "+62 (0)812-3456-7890",
        "+62(0)81234567890",
        "+62 0812 3456 7890",
        "+62-0812-3456-7890",
        "(+62) 812 3456 7890",
        "0062 812 3456 7890",
        "O812 3456 7890",
        "o8l2 3456 7890".replace("l", "1"),
        "０８１２３４５６７８９０",
        "\u202a+62 812\u20113456\u20117890\u202c",
        "  0812 3456 7890. ",
        "WA: 0812 3456 7890",
        "HP 0812-3456-7890",
        "No. HP: 081234567890",
        "tel:+6281234567890",
        "wa.me/6281234567890",
        "https://wa.me/6281234567890?text=Halo",
        "6281234567890@s.whatsapp.net",
    ],
)
def test_every_spelling_is_one_number(typed: str) -> None:
    assert parse_contact(typed) == Contact(phone="+6281234567890")


@pytest.mark.parametrize(
    ("typed", "number", "shown"),
    [
        ("(021) 555-1234", "+62215551234", "(021) 5551234"),
        ("0380 831 234", "+62380831234", "(0380) 831234"),
        ("+65 9123 4567", "+6591234567", "+65 9123 4567"),
        ("+60 12-345 6789", "+60123456789", "+60 12-345 6789"),
        ("+670 7723 4567", "+67077234567", "+670 7723 4567"),
        ("0812 3456 789", "+628123456789", "0812-3456-789"),
        ("081234567890", "+6281234567890", "0812-3456-7890"),
    ],
)
def test_numbers_are_shown_as_people_write_them(typed: str, number: str, shown: str) -> None:
    assert normal_phone(typed) == number
    assert shown_phone(number) == shown
    assert whatsapp_number(number) == number[1:]


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        ("Siti@Gmail.COM", "siti@gmail.com"),
        (" siti+semidaring@yayasan.or.id. ", "siti+semidaring@yayasan.or.id"),
        ("<siti@contoh.or.id>", "siti@contoh.or.id"),
        ("mailto:siti@contoh.or.id", "siti@contoh.or.id"),
        ("siti@münchen.example", "siti@xn--mnchen-3ya.example"),
        ("jose\u0301@contoh.or.id", "jos\u00e9@contoh.or.id"),
        ("siti\u200b@contoh.or.id", "siti@contoh.or.id"),
    ],
)
def test_an_address_has_one_form(typed: str, email: str) -> None:
    assert normal_email(typed) == email
    assert parse_contact(typed) == Contact(email=email)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0812 345", "kit.bad_phone"),
        ("0899 123", "kit.bad_phone"),
        ("0812-3456-7890 / 0813-1111-2222", "kit.long_phone"),
        ("081234567890123", "kit.long_phone"),
        ("08123456789012", "kit.long_phone"),
        ("+6281234567890123", "kit.long_phone"),
        ("112", "kit.bad_phone"),
        ("siti@gmail", "people.bad_email"),
        ("siti @gmail.com", "people.bad_email"),
        ("siti@contoh@or.id", "people.bad_email"),
        ("@gmail.com", "people.bad_email"),
        ("maria@example.org (WA)", "people.bad_email"),
        ("0812-3456-7890 maria@example.org", "people.several_contacts"),
        ("maria@example.org, 081234567890", "people.several_contacts"),
        ("maria@example.org; bere@example.org", "people.several_contacts"),
        ("siti.gmail.com", "people.bad_contact"),
        ("Siti", "people.bad_contact"),
        ("", "people.bad_contact"),
        ("-", "people.bad_contact"),
    ],
)
def test_what_is_no_address_is_refused_by_its_code(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_contact(typed)
    assert refused.value.code == code


@pytest.mark.parametrize("typed", ["0380 831 234", "(021) 555-1234", "+65 6123 4567"])
def test_no_message_reaches_a_landline(typed: str) -> None:
    with pytest.raises(Landline):
        typed_contact(typed)


@pytest.mark.parametrize(
    "typed", ["0812-3456-7890", "+65 9123 4567", "+1 650-253-0000", "maria@example.org"]
)
def test_whatever_messages_reach_is_taken(typed: str) -> None:
    assert typed_contact(typed) == parse_contact(typed)


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        (Contact("maria@example.org"), "ma…@example.org"),
        (Contact("ma@example.org"), "m…@example.org"),
        (Contact("maria(at)example.org"), "ma…"),
        (Contact(phone="+6281234567890"), "…7890"),
    ],
)
def test_a_shortened_address_is_known_to_its_owner_alone(contact: Contact, shown: str) -> None:
    assert masked(contact) == shown
