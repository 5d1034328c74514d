"""The order of the review, and whom it proposes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.attendance.lists.test_tables import MARIA
from webinar_hub.attendance.matching import review
from webinar_hub.attendance.matching.queries import Group, group_id
from webinar_hub.attendance.matching.registrants import Registrant
from webinar_hub.attendance.matching.review import Candidate, Progress
from webinar_hub.attendance.models import Evidence, EvidenceKind, Match
from webinar_hub.kit.language import _


def group(name: str, **match: Any) -> Group:
    """Return a group of one row; with facts of a match, a decided one."""
    row = Evidence(kind=EvidenceKind.STAY, name=name, fingerprint=name)
    decided = (
        Match(by_label="", at=datetime(2026, 11, 26, tzinfo=UTC), why="", **match)
        if match
        else None
    )
    return Group(group_id(row), (row,), decided)


OPEN, OTHER, BY_RULE, BY_HAND = (
    group("iPhone"),
    group("Galaxy"),
    group("Maria", by_id=None),
    group("Notulis", by_id=1),
)


def test_progress_counts_names_by_who_decided() -> None:
    found = review.progress([OPEN, BY_RULE, BY_HAND, OTHER])
    assert found == Progress(by_rule=1, by_people=1, open=2)
    assert (found.doubtful, found.everything) == (3, 4)


@pytest.mark.parametrize(
    ("after", "expected"),
    [("", OPEN), (OPEN.id, OTHER), (OTHER.id, OPEN), (BY_RULE.id, OTHER), ("gone", OPEN)],
)
def test_the_next_question_follows_and_goes_round(after: str, expected: Group) -> None:
    assert review.next_open([BY_HAND, OPEN, BY_RULE, OTHER], after=after) is expected


def test_nothing_open_is_no_question() -> None:
    assert review.next_open([BY_RULE, BY_HAND], after="") is None


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], ""),
        ([74], ""),
        ([75], MARIA.key),
        ([90, 60], MARIA.key),
        ([95, 75], ""),
        ([None, None], ""),
    ],
)
def test_only_a_single_strong_candidate_is_chosen_beforehand(
    scores: list[int | None], expected: str
) -> None:
    assert (
        review.chosen_beforehand([Candidate(MARIA, score, _("Similar name")) for score in scores])
        == expected
    )


@pytest.mark.parametrize(
    ("platform_name", "expected"),
    [
        ("iPhone", ""),
        ("Yohanis Tallo - FPRB", "Yohanis Tallo"),
        ("Dr. Sri Wahyuni, S.Sos.", "Sri Wahyuni"),
        ("RUDY Hadi Prasetyo", "Hadi Prasetyo"),
        ("Galaxy K7Q4", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_new_person_is_suggested_from_the_platform_name(
    platform_name: str, expected: str
) -> None:
    sumarni = Registrant("sumarni", "Sumarni", code="RUDY", other_codes=("K7Q4",))
    assert review.suggested_name(platform_name, [sumarni]) == expected
