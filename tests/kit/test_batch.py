"""Many things in parts, and no other loop that cuts them."""

import re
from pathlib import Path

import pytest

import webinar_hub
from webinar_hub.kit.batch import parts


@pytest.mark.parametrize(
    ("many", "expected"),
    [("", []), ("ab", ["ab"]), ("abc", ["abc"]), ("abcdefg", ["abc", "def", "g"])],
)
def test_parts_keep_the_order_and_leave_nothing_out(many: str, expected: list[str]) -> None:
    assert list(parts(many, 3)) == expected


def test_nothing_else_cuts_into_parts() -> None:
    house = Path(webinar_hub.__file__).parent
    cut = re.compile(r"range\(\s*0,\s*len\(")
    cutting = [
        str(path.relative_to(house))
        for path in house.rglob("*.py")
        if cut.search(path.read_text("utf-8"))
    ]
    assert cutting == ["kit/batch.py"]
