"""Every act in the history has a word, and every act of staff that changes something is there."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from webinar_hub.app import ROOMS, declared
from webinar_hub.config import ROOT
from webinar_hub.history.words import Acts

_HANDED_ON = ("verb",)
"""Names under which a verb is handed on to `note`; whoever hands it on writes it as text, too."""


@cache
def _parsed() -> dict[Path, ast.Module]:
    paths = sorted((ROOT / "webinar_hub").rglob("*.py"))
    return {path: ast.parse(path.read_text("utf-8")) for path in paths}


def _verbs() -> Iterator[tuple[str, str]]:
    for path, tree in _parsed().items():
        for call in ast.walk(tree):
            if (
                isinstance(call, ast.Call)
                and len(call.args) > 1
                and _last_name(call.func) in ("note", "change")
            ):
                yield str(path.relative_to(ROOT)), ast.unparse(call.args[1])


def _last_name(called: ast.expr) -> str:
    return getattr(called, "attr", "") or getattr(called, "id", "")


def test_every_verb_of_the_history_is_declared() -> None:
    """A verb is missing in the `acts` of its room, or is no plain text that this can read."""
    known = {repr(verb) for acts in _acts() for verb in acts.verbs} | set(_HANDED_ON)
    assert sorted({(path, verb) for path, verb in _verbs() if verb not in known}) == []


def test_what_two_rooms_declare_they_call_the_same() -> None:
    for kind in ("verbs", "objects", "fields"):
        said: dict[str, object] = {}
        for acts in _acts():
            for name, words in getattr(acts, kind).items():
                assert said.setdefault(name, words) == words, (kind, name)


def _acts() -> list[Acts]:
    return list(declared("acts", "ACTS"))


def test_every_room_stands_in_the_list() -> None:
    brings = ("models.py", "pages", "acts.py", "letters.py", "personal.py", "jobs.py")
    rooms = {
        path.parent.name for part in brings for path in (ROOT / "webinar_hub").glob(f"*/{part}")
    }
    assert rooms == set(ROOMS)


_NOTE = ("webinar_hub.history.actions", "note")
_NOTHING_CHANGES = {
    (
        "webinar_hub.directory.imports.actions",
        "keep_table",
    ): "a table that was uploaded is only looked at; taking it in is written down",
    ("webinar_hub.messages.queue.actions", "take_next"): "a letter is in hand for ten minutes",
    ("webinar_hub.messages.queue.actions", "skip"): "a letter is only asked for later",
}
"""Functions that take who acts and write nothing down, each with its reason."""

Named = tuple[str, str]
"""A module and a function in it: the same name in two rooms is two functions."""


def _functions() -> dict[Named, tuple[ast.FunctionDef, dict[str, str]]]:
    """Return every function of the application with the meaning of its module's imported names."""
    found: dict[Named, tuple[ast.FunctionDef, dict[str, str]]] = {}
    for path, tree in _parsed().items():
        if "demo" not in path.parts:
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            imports = [each for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)]
            names = {
                alias.asname or alias.name: f"{each.module}.{alias.name}"
                for each in imports
                for alias in each.names
            }
            found |= {
                (module, each.name): (each, names)
                for each in tree.body
                if isinstance(each, ast.FunctionDef)
            }
    return found


def _calls(module: str, function: ast.FunctionDef, names: dict[str, str]) -> set[Named]:
    """Return the functions that a function calls, of its own module or imported."""
    called = set()
    for call in ast.walk(function):
        if isinstance(call, ast.Call):
            first, _dot, rest = ast.unparse(call.func).partition(".")
            where, _dot, name = (
                f"{names.get(first, f'{module}.{first}')}{f'.{rest}' if rest else ''}".rpartition(
                    "."
                )
            )
            called.add((where, name))
    return called


def test_every_act_of_somebody_is_written_down() -> None:
    """An action that takes `by` and `now` calls `note`, itself or through what it calls.

    Of a letter whoever has it written writes the act down.
    """
    functions = _functions()
    calls = {named: _calls(named[0], *found) for named, found in functions.items()}
    writing = {_NOTE}
    while more := {
        named for named, called in calls.items() if named not in writing and called & writing
    }:
        writing |= more
    acts = {
        named
        for named, (function, _names) in functions.items()
        if {"by", "now"} <= {argument.arg for argument in function.args.kwonlyargs}
        and not named[1].startswith("_")
        and not named[0].endswith(".letters")
    }
    assert sorted(acts - writing) == sorted(_NOTHING_CHANGES)
