"""Write the next step from what the models say now.

Call it as `python -m webinar_hub.migrations.write add_holidays`.
"""

import sys
import tempfile
from pathlib import Path

import flask_migrate
from flask import Flask

from webinar_hub.kit import db as database
from webinar_hub.kit.db import db

FOLDER = Path(__file__).parent


def main(slug: str) -> None:
    """Write as a new step how the models differ from a database at the last step."""
    number = f"{len(list((FOLDER / 'versions').glob('[0-9]*.py'))) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        app = Flask("webinar_hub")
        app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder}/empty.db"
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(
            app.config["SQLALCHEMY_DATABASE_URI"]
        )
        db.extension.init_app(app)
        flask_migrate.Migrate(app, db.extension, directory=str(FOLDER))
        with app.app_context():
            database.prepare_engine(db.engine)
            flask_migrate.upgrade()
            flask_migrate.revision(message=slug, rev_id=number, autogenerate=True)
    step = FOLDER / "versions" / f"{number}_{slug}.py"
    lines = step.read_text("utf-8").splitlines(keepends=True)
    step.write_text(
        "".join(line for line in lines if not line.strip().startswith("# ###")), "utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1])
