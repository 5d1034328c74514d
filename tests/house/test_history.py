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
