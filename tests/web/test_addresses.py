"""An address is compiled once somebody wants it written, and written as ever."""

from collections.abc import Callable

import pytest
from werkzeug.routing import Map, Rule

from webinar_hub.web.addresses import LateRule


def test_an_address_is_compiled_when_it_is_first_written(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[bool] = []
    usual = Rule._compile_builder

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled.append(append_unknown)
        return usual(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", compile_builder)
    addresses = Map([LateRule("/sesi/<key>", endpoint="meeting")]).bind("hub.example")
    assert addresses.match("/sesi/abc") == ("meeting", {"key": "abc"})
    assert compiled == []
    for _twice in range(2):
        assert addresses.build("meeting", {"key": "a c", "bahasa": "en"}) == "/sesi/a%20c?bahasa=en"
    assert (
        addresses.build("meeting", {"key": "abc", "more": 1}, append_unknown=False) == "/sesi/abc"
    )
    assert compiled == [True, False]
