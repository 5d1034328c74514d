"""Which counts may be shown."""

import pytest

from webinar_hub.reports.rules import Cell, hide_small, table


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({}, {}),
        ({"a": 0, "b": 5}, {"a": 0, "b": 5}),
        ({"a": 4, "b": 3, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 4, "b": 7, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 1}, {"a": None}),
        ({"a": 1, "b": 0}, {"a": None, "b": 0}),
    ],
)
def test_small_counts_are_hidden_and_cannot_be_worked_out(counts: dict[str, int], shown: dict[str, int | None]) -> None:
    assert hide_small(counts) == shown


def test_a_table_adds_up_the_lines_of_a_group() -> None:
    lines = [("NTT", 3, 1), ("NTT", 4, 4), ("Papua", 9, 6), (None, 2, 0)]
    assert table(lines, hide=False) == {"NTT": Cell(7, 5), "Papua": Cell(9, 6), None: Cell(2, 0)}
    assert table(lines, hide=True) == {"NTT": Cell(None, 5), "Papua": Cell(9, 6), None: Cell(None, 0)}
