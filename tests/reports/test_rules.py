"""Which counts may be shown."""

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
def test_small_counts_are_hidden_and_cannot_be_worked_out(counts: dict[str, int], shown: dict[str, int | None]) -> None:
    assert hide_small(counts) == shown


def test_a_table_adds_up_the_lines_of_a_group() -> None:
    lines = [("NTT", 3, 1), ("NTT", 4, 4), ("Papua", 9, 6), (None, 2, 0)]
    assert table(lines, hide=False) == {"NTT": Cell(7, 5), "Papua": Cell(9, 6), None: Cell(2, 0)}
    assert table(lines, hide=True) == {"NTT": Cell(None, 5), "Papua": Cell(9, 6), None: Cell(None, 0)}


WHOLE, REGISTERED, NOTHING = "both columns", "who had a place", "nothing"


@pytest.mark.parametrize(
    ("yes", "no", "unsaid", "shown"),
    [
        # (registered, attended) of who said yes, who said no, who said nothing
        ((10, 5), (20, 10), (30, 20), WHOLE),
        ((10, 5), (20, 10), (0, 0), WHOLE),
        ((5, 5), (5, 5), (0, 0), WHOLE),
        # few, or nobody: no answer of anybody may follow from it, and the total must not tell what is hidden
        ((4, 0), (20, 10), (30, 20), NOTHING),
        ((0, 0), (20, 10), (30, 20), NOTHING),
        ((20, 10), (4, 0), (30, 20), NOTHING),
        ((20, 10), (0, 0), (0, 0), NOTHING),
        ((10, 5), (20, 10), (4, 0), NOTHING),
        ((1, 0), (1, 1), (0, 0), NOTHING),
        ((0, 0), (0, 0), (0, 0), NOTHING),
        # who was there is small, or nobody
        ((10, 4), (20, 10), (30, 20), REGISTERED),
        ((10, 0), (20, 10), (30, 20), REGISTERED),
        ((10, 5), (20, 4), (30, 20), REGISTERED),
        ((10, 5), (20, 10), (30, 4), REGISTERED),
        # who was not there is, by the difference
        ((10, 9), (20, 10), (30, 20), REGISTERED),
        ((10, 10), (20, 10), (30, 20), REGISTERED),
        ((10, 5), (20, 19), (30, 20), REGISTERED),
        ((10, 5), (20, 20), (30, 20), REGISTERED),
        ((10, 5), (20, 10), (30, 29), REGISTERED),
    ],
)
def test_what_is_sensitive_tells_of_nobody(yes: tuple[int, int], no: tuple[int, int], unsaid: tuple[int, int], shown: str) -> None:
    counts = {True: yes, False: no, None: unsaid}
    lines = [(answer, *pair) for answer, pair in counts.items() if pair[0]]
    cells = {answer: Cell(had if shown != NOTHING else None, there if shown == WHOLE else None) for answer, (had, there) in counts.items()}
    assert sensitive(lines, settled=True) == cells
    assert sensitive(lines, settled=False) == dict.fromkeys(counts, Cell(None, None))


def test_no_hidden_count_of_a_session_can_be_worked_out() -> None:
    """Of whatever is shown of a session, with its totals, every number that follows is none or not small."""
    some = (0, 1, 4, 5, 6, 9)
    for had in product(some, repeat=3):
        for there in product(*([there for there in some if there <= most] for most in had)):
            cells = sensitive(zip((True, False, None), had, there, strict=True), settled=True)
            columns = [(had, [cell.registered for cell in cells.values()]), (there, [cell.attended for cell in cells.values()])]
            away = [most - came for most, came in zip(had, there, strict=True)]
            told = [counts[:2] for counts, shown in columns if None not in shown]
            told += [tuple(away[:2])] if len(told) == 2 and any(away) else []
            assert min((number for answers in told for number in answers), default=5) >= 5
            assert all(shown in (list(counts), [None] * 3) for counts, shown in columns)
