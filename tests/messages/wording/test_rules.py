"""Which texts can be letters, and what becomes of their placeholders."""

import pytest

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import reading
from webinar_hub.messages.kinds import Worded
from webinar_hub.messages.wording import rules
from webinar_hub.messages.wording.rules import Line, Passage, UnfitBody, UnfitSubject, Words

OFFERED = Worded(needs=("session", "link"), offers=("title", "when", "code"))
GOOD = "Halo {name},\n\n{session}\n\n{link}"
VALUES = {"name": "Maria", "title": "Air naik", "when": "26 November 2026"}


def refusal(subject: str, body: str) -> Refused | None:
    try:
        rules.check(rules.tidied(Words(subject, body)), OFFERED)
    except (UnfitSubject, UnfitBody) as refused:
        return refused
    return None


@pytest.mark.parametrize(
    "body",
    [
        GOOD,
        f"{GOOD}\nTautan grup: https://chat.jajar.example/Ab-1?x=1#y.",
        f"{GOOD}\n(lihat https://jajar.example/)",
        f"{GOOD}\nDiskon 50 %(name)s {{title}} selesai.Terima kasih, Bpk. Ndé!",
        "{link}\n{session}\n<b>tebal</b> & 2 < 3",
    ],
)
def test_plain_texts_can_be_letters(body: str) -> None:
    assert refusal("Tautan Anda, {when}: {title}", body) is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("{user.__class__}", "{user.__class__} is no placeholder"),
        ("{{config}}", "{config} is no placeholder"),
        ("{{ 7*7 }}", "{ 7*7 } is no placeholder"),
        ("{name!r}", "{name!r} is no placeholder"),
        ("{title:>99999999}", "{title:>99999999} is no placeholder"),
        ("{notice}", "{notice} is no placeholder"),
        ("{}", "{} is no placeholder"),
        ("{% for x in y %}", "{% for x in y %} is no placeholder"),
        ("{{name}}", "A brace stands only around"),
        ("satu { saja", "A brace stands only around"),
        ("{na\nme}", "me} is no placeholder"),
        ("di sini: {code}", "{code} stands on a line of its own"),
        ("http://jajar.example", "http://jajar.example cannot"),
        ("javascript://x", "javascript://x cannot"),
        ("www.jajar.example", "www.jajar.example cannot"),
        ("https://jajar.example@evil.example", "https://jajar.example@evil.example cannot"),
        ("https://jаjar.example/", "https://jаjar.example/ cannot"),
        ("https://xn--jjar-8cd.example", "https://xn--jjar-8cd.example cannot"),
        ("klik jаjar.example", "jаjar.example cannot"),
        ("https://127.0.0.1/x", "https://127.0.0.1/x cannot"),
        ("https://jajar.example/{name}", "https://jajar.example/{name} cannot"),
        ("https://jajar.example/\"onclick='x'", "cannot stand here"),
    ],
)
def test_what_is_no_plain_text_is_refused_with_its_name(more: str, said: str) -> None:
    with reading("en"):
        assert said in str(refusal("Halo", f"{GOOD}\n{more}"))


@pytest.mark.parametrize(
    ("body", "missing"), [("{session}", "{link}"), ("{link}", "{session}"), ("", "{session}")]
)
def test_what_a_letter_needs_may_not_be_left_out(body: str, missing: str) -> None:
    with reading("en"):
        assert str(refusal("Halo", body)) == f"{missing} is missing: the message needs it."


@pytest.mark.parametrize(
    "subject", ["{link}", "{session}", "{nama}", "lihat https://jajar.example", "{"]
)
def test_a_subject_takes_values_alone(subject: str) -> None:
    assert isinstance(refusal(subject, GOOD), UnfitSubject)


def test_what_only_hides_or_reorders_text_is_taken_out() -> None:
    typed = Words(
        "Halo\r\nBcc: x@example.org\u202eolah", "a\u200eb\u200b\r\nc\u2066d\x00\n\n\n\n{link}"
    )
    assert rules.tidied(typed) == Words("Halo Bcc: x@example.orgolah", "ab\ncd\n\n{link}")


def test_values_stand_in_lines_and_parts_by_themselves() -> None:
    words = Words(
        "{when}: {title}", "Halo {name},\n{link}\nBaca (https://jajar.example/a), ya.\n\n{title}"
    )
    found = rules.filled(words, VALUES | {"name": "{title} https://evil.example"})
    assert found.subject == "26 November 2026: Air naik"
    assert found.passages == (
        Passage(lines=(Line((("Halo {title} https://evil.example,", False),)),)),
        Passage("link"),
        Passage(
            lines=(Line((("Baca (", False), ("https://jajar.example/a", True), ("), ya.", False))),)
        ),
        Passage(lines=(Line((("Air naik", False),)),)),
    )


def test_a_full_stop_after_a_title_stands_once() -> None:
    said = VALUES | {"name": "Ani, S.Pd."}
    assert rules.filled(rules.Words("{name}. Halo {name}...", ""), said).subject == (
        "Ani, S.Pd. Halo Ani, S.Pd...."
    )


def test_a_text_of_five_thousand_signs_is_read_at_once() -> None:
    for much, good in (("{" * 5000, False), ("https://" * 600, False), ("a." * 2500, True)):
        assert rules.fits(Words("Halo", f"{GOOD}\n{much}"), OFFERED) == good
