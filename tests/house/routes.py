"""The addresses of the application.

`python -m tests.house.routes` brings matrix.txt, their table, up to date.

Lines of new addresses are added as the application answers now, lines of addresses that are gone
are taken away; `--all` writes every line anew. Read the difference before committing it.
"""

import sys
import tempfile
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule


def rules(app: Flask) -> list[Rule]:
    """Return the application's rules by address."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def methods(rule: Rule) -> list[str]:
    """Return the methods that a rule's view answers itself."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def _bring_up_to_date(*, anew: bool) -> None:
    from tests.cast import Cast
    from tests.client import Client
    from tests.conftest import settings_for
    from tests.house import matrix, parts, table
    from webinar_hub import migrations
    from webinar_hub.app import create_app

    heads, known = table.read()
    if anew or heads != tuple(parts.PARTS):
        known = {}
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_for(Path(folder), f"sqlite:///{folder}/hub.db"))
        app.test_client_class = Client
        wanted = {row.name: (row.mark, row.rule.endpoint) for row in matrix.rows(app, {})}
        if {name: (line.mark, line.endpoint) for name, line in known.items()} == wanted:
            table.write(list(known.values()))
            return
        with app.app_context():
            migrations.upgrade()
            house = matrix.open_house(app, Cast(app.extensions["links"]))
            table.write(table.propose(house, known))


if __name__ == "__main__":
    _bring_up_to_date(anew="--all" in sys.argv)
