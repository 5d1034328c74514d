"""Write the next step from what the models say now.

Call it as `python -m webinar_hub.migrations.write add holidays`.
"""

import sys
import tempfile

from alembic import command
from flask import Flask

from webinar_hub import migrations
from webinar_hub.kit import engines
from webinar_hub.kit.db import db


def main(message: str) -> None:
    """Write as a new step how the models differ from a database at the last step."""
    number = f"{int(migrations.last()) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        app = Flask("webinar_hub")
        app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder}/empty.db"
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engines.engine_options(
            app.config["SQLALCHEMY_DATABASE_URI"]
        )
        db.extension.init_app(app)
        with app.app_context():
            engines.prepare_engine(db.engine)
            migrations.upgrade()
            command.revision(migrations.config(), message=message, rev_id=number, autogenerate=True)
    [step] = (migrations.FOLDER / "versions").glob(f"{number}_*.py")
    lines = step.read_text("utf-8").splitlines(keepends=True)
    step.write_text(
        "".join(line for line in lines if not line.strip().startswith("# ###")), "utf-8"
    )


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
