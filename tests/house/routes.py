"""The snapshot of all addresses: `python -m tests.house.routes` writes routes.txt anew."""

import tempfile
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from webinar_hub.web.access import mark_of

SNAPSHOT = Path(__file__).parent / "routes.txt"


def rules(app: Flask) -> list[Rule]:
    """Return the application's rules by address."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def methods(rule: Rule) -> list[str]:
    """Return the methods that a rule's view answers itself."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def lines(app: Flask) -> list[str]:
    """Return a line for each address: methods, address, endpoint, who may enter."""
    return [f"{'+'.join(methods(rule)):8} {rule.rule:44} {rule.endpoint:36} {mark_of(app, rule.endpoint).name}" for rule in rules(app)]


if __name__ == "__main__":
    from tests.conftest import settings_for
    from webinar_hub.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        made = create_app(settings_for(Path(folder), f"sqlite:///{folder}/hub.db"))
        SNAPSHOT.write_text("\n".join(lines(made)) + "\n", "utf-8")
