"""Which counts may be shown."""

import pytest

from webinar_hub.reports.rules import Cell, hide_small, sensitive, table


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({}, {}),
        ({"a": 0, "b": 5}, {"a": 0, "b": 5}),
        ({"a": 4, "b": 3, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 4, "b": 7, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 1}, {"a": None}),
        ({"a": 1, "b": 0}, {"a": None, "b": 0}),
        ({"a": 1, "b": 2, "c": 9, "d": 30}, {"a": None, "b": None, "c": None, "d": 30}),
        ({"a": 1, "b": 4, "c": 9}, {"a": None, "b": None, "c": 9}),
    ],
)
def test_small_counts_are_hidden_and_cannot_be_worked_out(counts: dict[str, int], shown: dict[str, int | None]) -> None:
    assert hide_small(counts) == shown


def test_a_table_adds_up_the_lines_of_a_group() -> None:
    lines = [("NTT", 3, 1), ("NTT", 4, 4), ("Papua", 9, 6), (None, 2, 0)]
    assert table(lines, hide=False) == {"NTT": Cell(7, 5), "Papua": Cell(9, 6), None: Cell(2, 0)}
    assert table(lines, hide=True) == {"NTT": Cell(None, 5), "Papua": Cell(9, 6), None: Cell(None, 0)}


@pytest.mark.parametrize(
    ("yes", "no", "unsaid", "shown"),
    [
        (10, 20, 30, True),
        (10, 20, 0, True),
        (5, 5, 5, True),
        # few, or nobody: no answer of anybody may follow from it, and the total must not tell what is hidden
        (4, 20, 30, False),
        (0, 20, 30, False),
        (20, 4, 30, False),
        (20, 0, 0, False),
        (10, 20, 4, False),
        (1, 1, 0, False),
        (0, 0, 0, False),
    ],
)
def test_what_is_sensitive_tells_of_nobody(yes: int, no: int, unsaid: int, *, shown: bool) -> None:
    counts = {True: yes, False: no, None: unsaid}
    assert sensitive({answer: number for answer, number in counts.items() if number}) == (counts if shown else dict.fromkeys(counts))
