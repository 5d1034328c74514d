"""Who has earned a certificate, what its number is, and what a typed code means."""

from datetime import UTC, datetime

import pytest

from webinar_hub.certificates.checking import rules as checking
from webinar_hub.certificates.drawing.rules import attachment_name
from webinar_hub.certificates.earning import rules as earning
from webinar_hub.certificates.earning.rules import Earned, NotYet, Requirement
from webinar_hub.certificates.models import CertificateKind
from webinar_hub.kit.language import reading

FOUR = {1: 120, 2: 120, 3: 90, 4: 150}


@pytest.mark.parametrize(
    ("required", "present", "outcome"),
    [
        (None, {1, 2, 3, 4}, Earned((1, 2, 3, 4), 4, 4, 10)),
        (3, {1, 2, 3, 4}, Earned((1, 2, 3, 4), 4, 4, 10)),
        (3, {1, 2, 3}, Earned((1, 2, 3), 3, 4, 7)),
        (3, {1, 2, 3, 99}, Earned((1, 2, 3), 3, 4, 7)),
        (1, {3}, Earned((3,), 1, 4, 2)),
        (9, {1, 2, 3, 4}, Earned((1, 2, 3, 4), 4, 4, 10)),
        (None, {1, 2, 3}, "Attended 3 of 4 sessions; needed: 4."),
        (3, {1, 2}, "Attended 2 of 4 sessions; needed: 3."),
        (3, set(), "Attended 0 of 4 sessions; needed: 3."),
    ],
)
def test_enough_meetings_earn_it_and_the_lengths_attended_are_counted(
    required: int | None, present: set[int], outcome: Earned | str
) -> None:
    found = earning.earned(Requirement(FOUR, required, 45), present)
    assert (found if isinstance(found, Earned) else english(found)) == outcome


def english(outcome: NotYet) -> str:
    return " ".join(reason.message % dict(reason.values) for reason in outcome.reasons)


def test_nobody_earns_anything_where_no_meeting_was_held() -> None:
    assert (
        english(earning.earned(Requirement({}, None, 45), {1}))  # type: ignore[arg-type]
        == "No session of this series was held."
    )


@pytest.mark.parametrize(
    ("minutes", "jp_minutes", "jp"),
    [(44, 45, None), (45, 45, 1), (89, 45, 1), (90, 45, 2), (120, 60, 2), (180, 50, 3)],
)
def test_learning_hours_are_rounded_down_once(
    minutes: int, jp_minutes: int, jp: int | None
) -> None:
    assert earning.earned(Requirement({7: minutes}, None, jp_minutes), {7}) == Earned(
        (7,), 1, 1, jp
    )


CODE = "0Z1A2B3C4D5E6F7G"


@pytest.mark.parametrize(
    "typed",
    [
        "0Z1A2B3C4D5E6F7G",
        "0z1a2b3c4d5e6f7g",
        "0Z1A-2B3C-4D5E-6F7G",
        " 0Z1A 2B3C 4D5E 6F7G ",
        "OZ1A-2B3C-4D5E-6F7G",
        "ozIa-2b3c-4d5e-6f7g",
        "ozla–2b3c–4d5e–6f7g",
        "https://hub.example.org/cek/0Z1A2B3C4D5E6F7G",
    ],
)
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert checking.typed_code(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0Z1A-2B3C-4D5E-6F7",
        "0Z1A-2B3C-4D5E-6F7GG",
        "0Z1A-2B3C-4D5E-6F7U",
        "012/SERT/S-JAJAR/XI/2026",
        "ﬁ" * 16,
    ],
)
def test_anything_else_is_no_code(typed: str) -> None:
    assert checking.typed_code(typed) is None


def test_a_code_keeps_every_bit_of_its_key() -> None:
    assert checking.code_from("abcdefghijklmnop") == "0123456789ABCDEF"
    assert checking.code_from("qrstuvwxyz234567") == "GHJKMNPQRSTVWXYZ"


NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEFORE, AFTER = datetime(2026, 11, 24, 11, tzinfo=UTC), datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rolling", "ends", "refusal"),
    [
        (False, [BEFORE], None),
        (False, [BEFORE, NOW], None),
        (False, [], earning.SeriesNotOver),
        (False, [BEFORE, AFTER], earning.SeriesNotOver),
        (True, [BEFORE], earning.SeriesWithoutEnd),
    ],
)
def test_certificates_wait_for_the_end_of_the_series(
    rolling: bool, ends: list[datetime], refusal: type[Exception] | None
) -> None:
    if refusal is None:
        earning.may_issue(rolling=rolling, ends=ends, now=NOW)
        return
    with pytest.raises(refusal):
        earning.may_issue(rolling=rolling, ends=ends, now=NOW)


def test_a_file_is_named_after_the_number() -> None:
    assert (
        attachment_name(CertificateKind.COMPLETION, '012/SERT/S=JAJAR "x"\r\n/XI/2026')
        == "sertifikat-012-SERT-S-JAJAR-x-XI-2026.pdf"
    )
    with reading("en"):
        names = [attachment_name(kind, "1/x") for kind in CertificateKind]
    assert {*names} == {"certificate-1-x.pdf", "statement-1-x.pdf", "assignment-1-x.pdf"}
