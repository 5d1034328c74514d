"""One letter of each kind with every fact it can carry, to look at and to compare."""

from importlib import import_module
from pathlib import Path
from typing import Any

from tests.messages.parts import NOW
from webinar_hub.config import Settings
from webinar_hub.kit.links import Links
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.models import Person

PUBLIC_URL = "https://hub.jajar.example"
FACTS: dict[str, dict[str, Any]] = {
    kind: facts
    for path in sorted(Path(__file__).parents[1].glob("*/example_letters.py"))
    for kind, facts in import_module(f"tests.{path.parent.name}.example_letters").FACTS.items()
}
"""The facts of each kind; each room has its own examples."""


def maria(**changed: Any) -> Person:
    """Return a participant who stands in no table."""
    parts = {"name": "Maria Goreti Bere", "title_before": "Dr.", "title_after": "S.Sos., M.Si."}
    return Person(**{**parts, "email": "maria@example.org", "phone": "+6281234567890", **changed})


def letter(
    kind: str, *, language: str = "id", person: Person | None = None, **facts: Any
) -> Letter:
    """Return a letter of this kind that stands in no table.

    Facts change or add to the example's.
    """
    names = ("Maria Goreti Bere", "Suparmin") if kind == "messages/together" else ()
    return Letter(
        gathered=[letter("registrations/confirmed", person=maria(name=name)) for name in names],
        kind=kind,
        key="nnnnbbbbccccdddd",
        subject="example",
        person=person or maria(),
        facts=FACTS[kind] | facts,
        due=NOW,
        language=language,
        message_id="mmmmbbbbccccdddd",
        state=LetterState.NEW,
        next_at=NOW,
        written_at=NOW,
    )


def links_on(settings: Settings, links: Links, public_url: str = PUBLIC_URL) -> Links:
    """Return the application's links on another public address, for snapshots."""
    return Links(links._adapter.map, public_url, settings.link_key.encode())
