"""Every act that is written down has a word, and every act of staff that changes something is written down."""

import ast
from collections.abc import Iterator

from webinar_hub.config import ROOT
from webinar_hub.home.words import VERBS

_COUNTED = ("verb",)
"""Names under which a verb is handed on to `note`; whoever hands it on writes it as text, too."""


def _verbs() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "webinar_hub").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "note" and len(call.args) > 1:
                yield str(path.relative_to(ROOT)), ast.unparse(call.args[1])


def test_every_verb_of_the_history_has_a_word() -> None:
    """A verb is missing in home/words.py, or is no plain text that this test could read."""
    known = {repr(verb) for verb in VERBS} | set(_COUNTED)
    assert sorted({(path, verb) for path, verb in _verbs() if verb not in known}) == []


_NOTHING_CHANGES = {
    "keep_table": "a table that was uploaded is only looked at; taking it in is written down",
    "secured": "a letter; whoever has it written writes the act down",
}
"""Functions that take who acts and write nothing down, each with its reason."""


def _functions() -> dict[str, list[ast.FunctionDef]]:
    found: dict[str, list[ast.FunctionDef]] = {}
    for path in sorted((ROOT / "webinar_hub").rglob("*.py")):
        if "demo" not in path.parts:
            for each in ast.parse(path.read_text("utf-8")).body:
                if isinstance(each, ast.FunctionDef):
                    found.setdefault(each.name, []).append(each)
    return found


def _calls(function: ast.FunctionDef) -> set[str]:
    return {ast.unparse(call.func).rpartition(".")[2] for call in ast.walk(function) if isinstance(call, ast.Call)}


def test_every_act_of_somebody_is_written_down() -> None:
    """An action that takes who acts and when (`by`, `now`) calls `note`, itself or by a function that it calls."""
    functions = _functions()
    writing = {"note"}
    while True:
        more = {name for name, bodies in functions.items() if name not in writing and any(_calls(body) & writing for body in bodies)}
        if not more:
            break
        writing |= more
    acts = {
        name
        for name, bodies in functions.items()
        for body in bodies
        if {"by", "now"} <= {argument.arg for argument in body.args.kwonlyargs} and not name.startswith("_")
    }
    assert sorted(acts - writing) == sorted(_NOTHING_CHANGES)
