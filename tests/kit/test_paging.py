"""A long list has whole pages, and nobody gets beyond its ends."""

import pytest

from webinar_hub.kit.paging import EVERYTHING, Paged


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
