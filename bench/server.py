"""Serve one of the two applications.

`python -m bench.server hub|bare PORT INSTANCE DATABASE_URL`.
"""

import logging
import sys
from pathlib import Path

import waitress
from flask import Flask

import webinar_hub.schema  # noqa: F401
from bench.bare import create_bare
from tests.conftest import settings_for
from webinar_hub.app import create_app


def application(which: str, instance: Path, url: str) -> Flask:
    """Return the hub or the bare application on this database."""
    return create_app(settings_for(instance, url)) if which == "hub" else create_bare(url)


if __name__ == "__main__":
    _, chosen, port, folder, database = sys.argv
    logging.getLogger("waitress").setLevel(logging.ERROR)
    waitress.serve(
        application(chosen, Path(folder), database),
        host="127.0.0.1",
        port=int(port),
        threads=8,
        ident=None,
    )
