"""Store what a table's lines came to as plain JSON, to be read in whatever language later."""

from typing import Any

from webinar_hub.directory.imports.plan import Step
from webinar_hub.kit.language import Sentence


def stored_answer(step: Step) -> dict[str, object]:
    """Return a line's answer in plain JSON."""
    answer = step.answer
    why = [
        {"message": each.message, "values": {name: str(value) for name, value in each.values}}
        for each in answer.sentences
    ]
    of = {"key": answer.of.key, "name": answer.of.name} if answer.of else None
    return {
        "line": step.row.number,
        "name": step.row.name[:200],
        "verdict": answer.verdict,
        "why": why,
        "fields": list(answer.fields),
        "of": of,
    }


def sentences_of(stored: dict[str, Any]) -> list[Sentence]:
    """Return the sentences of a stored answer."""
    return [Sentence(why["message"], tuple(why["values"].items())) for why in stored["why"]]
