"""What the five hottest pages cost: statements, and processor time beside a bare request.

docs/speed.md says where it goes. The limits are some four times what was measured, and the least
of several counts: they notice work that was made many times as much. Each is a number of requests
to an application that does nothing, counted in the same second, so that a slow machine passes.
"""

import itertools
import time
from collections.abc import Callable
from contextvars import Context

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bench.visitor import TOKENS
from tests.cast import Cast, soon
from tests.statements import statements

_TIMES = 7
_NOTHING = Flask("nothing")
_NOTHING.add_url_rule("/", "nothing", lambda: "nothing")
_numbers = itertools.count()


def _least(act: Callable[[], None]) -> tuple[int, float]:
    """Return the fewest statements, and the least work in bare requests, that an act took."""
    taken = [(*_used(act), _used(_bare)[1]) for _each in range(_TIMES)]
    asked, used, bare = (min(figures) for figures in zip(*taken, strict=True))
    return asked, used / bare


def _used(act: Callable[[], None]) -> tuple[int, float]:
    """Return how many statements an act asked, and the processor time that it took."""
    with statements() as seen:
        begun = time.process_time()
        Context().run(act)
        return len(seen), time.process_time() - begun


def _bare() -> None:
    assert _NOTHING.test_client().get("/").status_code == 200


@pytest.fixture
def acts(app: Flask, cast: Cast) -> dict[str, Callable[[], None]]:
    """Return what people do most, each as one more visitor would."""
    series = cast.series(cast.programme(), capacity=1000)
    weekly = [cast.meeting(series, starts_at=soon(days=1 + 7 * week)) for week in range(20)]
    key = weekly[0].key
    form = f"/sesi/{key}/daftar"

    def look(path: str) -> None:
        client = FlaskClient(app, app.response_class)
        assert client.get(path).status_code == 200

    visitor = FlaskClient(app, app.response_class)
    led: list[str] = []
    tokens = dict(TOKENS.findall(Context().run(visitor.get, form).text))

    def press() -> None:
        number = next(_numbers)
        typed = {"name": "Siti Aminah", "contact": f"siti{number}@example.org", "region": "-"}
        own = tokens | {"form_id": f"press{number}", "dates": "one"}
        answer = visitor.post(form, data={**own, **typed})
        assert answer.status_code == 303
        led.append(answer.location)

    def look_after() -> None:
        assert visitor.get(led[-1]).status_code == 200

    Context().run(press)

    return {
        "session page": lambda: look(f"/sesi/{key}"),
        "front page": lambda: look("/"),
        "feed": lambda: look("/kalender/semua.ics"),
        "form": lambda: look(form),
        "press": press,
        "page after": look_after,
    }


@pytest.mark.parametrize(
    ("name", "asked", "bare"),
    [
        ("session page", 0, 6),
        ("front page", 0, 6),
        ("feed", 0, 6),
        ("form", 0, 16),
        ("press", 13, 110),
        ("page after", 4, 80),
    ],
)
def test_a_hot_page_costs_no_more(
    acts: dict[str, Callable[[], None]], name: str, asked: int, bare: float
) -> None:
    number, used = _least(acts[name])
    assert number <= asked
    assert used <= bare
