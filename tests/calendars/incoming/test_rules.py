"""Which addresses may be asked, and how often."""

from datetime import timedelta

import pytest

from webinar_hub.calendars.incoming import rules


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.216.34", True),
        ("2a00:1450:4001:82a::200e", True),
        ("::ffff:93.184.216.34", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("169.254.169.254", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_only_numbers_of_the_public_network_are_asked(number: str, public: bool) -> None:
    assert rules.public(number) is public


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" https://forum.example/a.ics?x=1 ", "https://forum.example/a.ics?x=1"),
        ("webcal://forum.example/a.ics", "https://forum.example/a.ics"),
    ],
)
def test_an_address_is_kept(written: str, kept: str) -> None:
    assert rules.address(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "forum.example/a.ics",
        "http://forum.example/a.ics",
        "ftp://forum.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@forum.example/",
        "https://forum.example/a b",
        "https://forum.example:99999/",
        "https://[::1/",
        f"https://forum.example/{'a' * 500}",
    ],
)
def test_an_address_is_refused(written: str) -> None:
    with pytest.raises(rules.BadAddress):
        rules.address(written)


def test_the_pause_grows_up_to_a_day() -> None:
    hours = [rules.pause(failures) // timedelta(hours=1) for failures in (0, 1, 2, 3, 4, 5, 1000)]
    assert hours == [1, 2, 4, 8, 16, 24, 24]
