"""Each refusal has a code of its own: its room and its name."""

from collections import Counter
from collections.abc import Iterator

from flask import Flask

from webinar_hub.kit.errors import Refused


def kinds(base: type[Refused]) -> Iterator[type[Refused]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_no_two_refusals_have_the_same_code(sqlite_app: Flask) -> None:
    """The application loads the refusals of every room."""
    codes = [kind.code for kind in {*kinds(Refused)} if kind.__module__.startswith("webinar_hub.")]
    assert len(codes) > 100, sqlite_app.name
    assert [code for code, times in Counter(codes).items() if times > 1] == []


def test_a_code_is_room_and_name() -> None:
    class LinkSpent(Refused):
        """A refusal of this room."""

    assert LinkSpent.code == "house.link_spent"
