"""A long list has whole pages, and nobody gets beyond its ends."""

import re
from pathlib import Path

import pytest
from sqlalchemy import create_engine, literal, select, union_all

import webinar_hub
from webinar_hub.kit.paging import EVERYTHING, Page, Paged, behind, cut


@pytest.mark.parametrize(
    ("lines", "asked", "number", "last", "shown"),
    [
        (0, 1, 1, 1, []),
        (10, 1, 1, 1, list(range(10))),
        (11, 2, 2, 2, [10]),
        (25, 2, 2, 3, list(range(10, 20))),
        (25, 99, 3, 3, list(range(20, 25))),
        (25, -1, 1, 3, list(range(10))),
        (25, EVERYTHING, 1, 1, list(range(25))),
        (2001, EVERYTHING, 1, 201, list(range(10))),
    ],
)
def test_which_lines_stand_on_a_page(
    lines: int, asked: int, number: int, last: int, shown: list[int]
) -> None:
    paged = Paged.at(lines, 10, asked)
    assert (paged.number, paged.last, paged.of(range(lines))) == (
        number,
        last,
        range(*_ends(shown)),
    )


def _ends(shown: list[int]) -> tuple[int, int]:
    return (shown[0], shown[-1] + 1) if shown else (0, 0)


def test_a_page_is_cut_where_one_row_more_was_found() -> None:
    assert cut("abcd", 3, str.upper) == Page("abc", "C")
    assert cut("abc", 3, str.upper) == Page("abc", None)


_ROWS = [(1, 1), (1, 2), (2, 1), (2, 3), (3, 0)]


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize("at", _ROWS)
def test_what_stands_behind_a_row_is_what_follows_it(at: tuple[int, int], falling: bool) -> None:
    table = union_all(*(select(literal(a).label("one"), literal(b).label("two")) for a, b in _ROWS))
    rows = table.subquery()
    one, two = rows.c.one, rows.c.two
    statement = select(one, two).where(behind((one, at[0]), (two, at[1]), falling=falling))
    with create_engine("sqlite://").connect() as connection:
        found = {tuple(row) for row in connection.execute(statement)}
    in_order = sorted(_ROWS, reverse=falling)
    assert found == set(in_order[in_order.index(at) + 1 :])


def test_nothing_else_looks_for_one_row_more() -> None:
    house = Path(webinar_hub.__file__).parent
    own = re.compile(r"class Page\b|\[size - 1\]")
    pages = [path for path in house.rglob("*.py") if own.search(path.read_text("utf-8"))]
    assert [str(path.relative_to(house)) for path in pages] == ["kit/paging.py"]
