"""What `make near` tests after which change."""

import pytest

from tests.near import near

_STAIRS = [{"cli"}, {"home"}, {"reports", "records"}, {"people"}, {"web"}, {"kit"}]


@pytest.mark.parametrize(
    ("changed", "tested"),
    [
        (["docs/operating.md"], ["tests/house"]),
        (["bench/load/found.py"], ["tests/bench", "tests/house"]),
        (["tests/people/test_names.py"], ["tests/house", "tests/people"]),
        (
            ["webinar_hub/records/pages/desk.py"],
            ["tests/cli", "tests/home", "tests/house", "tests/records"],
        ),
        (
            ["templates/letters/reports/figures.txt", "static/records/list.css"],
            ["tests/cli", "tests/home", "tests/house", "tests/records", "tests/reports"],
        ),
        (
            ["templates/_base.html"],
            [
                *("tests/cli", "tests/home", "tests/house", "tests/people"),
                *("tests/records", "tests/reports", "tests/web"),
            ],
        ),
        (["webinar_hub/cli.py"], ["tests/cli", "tests/house"]),
        (["webinar_hub/people/models.py", "tests/cast.py"], ["tests"]),
    ],
)
def test_the_room_the_rooms_above_and_the_house(changed: list[str], tested: list[str]) -> None:
    assert near(changed, _STAIRS) == tested
