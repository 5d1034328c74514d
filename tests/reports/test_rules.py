"""Which counts may be shown."""

from collections import defaultdict
from itertools import product

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
def test_small_counts_are_hidden_and_cannot_be_worked_out(
    counts: dict[str, int], shown: dict[str, int | None]
) -> None:
    assert hide_small({group: (count,) for group, count in counts.items()}) == {
        group: (count,) for group, count in shown.items()
    }


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        # who was there is bounded by who registered: 34 in all, of the women 30 at most, so 4 men
        ({"F": (30, 30), "M": (5, 4)}, {"F": (None, None), "M": (None, None)}),
        ({"F": (30, 20), "M": (5, 4)}, {"F": (30, None), "M": (5, None)}),
        (
            {"F": (30, 30), "M": (5, 4), "X": (40, 32)},
            {"F": (30, None), "M": (5, None), "X": (40, None)},
        ),
        (
            {"F": (30, 30), "M": (5, 4), "X": (20, 0)},
            {"F": (None, None), "M": (None, None), "X": (20, 0)},
        ),
        # who is hidden among the registered is hidden among those who were there
        ({"F": (9, 9), "M": (2, 0)}, {"F": (None, None), "M": (None, None)}),
        ({"F": (20, 0), "M": (30, 0)}, {"F": (20, 0), "M": (30, 0)}),
        ({"F": (23, 1)}, {"F": (23, None)}),
    ],
)
def test_who_was_there_does_not_follow_from_who_registered(
    counts: dict[str, tuple[int, int]], shown: dict[str, tuple[int | None, int | None]]
) -> None:
    assert hide_small(counts) == shown


@pytest.mark.parametrize(("groups", "most"), [(2, 24), (3, 17)])
def test_whoever_knows_the_rules_and_the_sums_cannot_tell_a_hidden_count(
    groups: int, most: int
) -> None:
    """Of all tables that are shown alike, no small hidden count is the same in each.

    They have the same sums; zero is no secret.
    """
    alike = defaultdict(list)
    for registered in product(range(most + 1), repeat=groups):
        for attended in (
            product(*(range(least + 1) for least in registered)) if sum(registered) <= most else ()
        ):
            if sum(attended) >= 5:
                rows = tuple(zip(registered, attended, strict=True))
                alike[
                    tuple(hide_small(dict(enumerate(rows))).values()),
                    sum(registered),
                    sum(attended),
                ].append(rows)
    for (shown, *sums), tables in alike.items():
        for row, column in product(range(groups), range(2)):
            counts = {rows[row][column] for rows in tables}
            assert shown[row][column] is not None or len(counts) > 1 or not 0 < min(counts) < 5, (
                shown,
                sums,
                tables,
            )


def test_a_table_adds_up_the_lines_of_a_group() -> None:
    lines = [("NTT", 3, 1), ("NTT", 4, 4), ("Papua", 9, 6), (None, 2, 0)]
    assert table(lines, hide=False) == {"NTT": Cell(7, 5), "Papua": Cell(9, 6), None: Cell(2, 0)}
    assert table(lines, hide=True) == {
        "NTT": Cell(None, None),
        "Papua": Cell(9, 6),
        None: Cell(None, None),
    }


@pytest.mark.parametrize(
    ("yes", "no", "unsaid", "shown"),
    [
        (10, 20, 30, True),
        (10, 20, 0, True),
        (5, 5, 5, True),
        # Few, or nobody: no answer may follow from it, and the total must not tell what is hidden.
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
    assert sensitive({answer: number for answer, number in counts.items() if number}) == (
        counts if shown else dict.fromkeys(counts)
    )
