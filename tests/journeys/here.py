"""A hub in the test's own process, opened by a real browser, whose clock a story moves on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from waitress.buffers import ReadOnlyFileBasedBuffer
from werkzeug.serving import WSGIRequestHandler, make_server

from tests import by_itself, databases
from tests.cast import Cast
from tests.conftest import settings_for
from tests.ports import free_port
from webinar_hub import migrations
from webinar_hub.accounts.letters import SIGN_IN_LINK
from webinar_hub.accounts.machine import sign_in_link
from webinar_hub.app import create_app
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import machine
from webinar_hub.kit.db import db
from webinar_hub.web import runs


@dataclass
class Here:
    """A hub whose clock stands until somebody moves it; url has no slash at its end."""

    app: Flask
    url: str
    at: datetime

    @property
    def cast(self) -> Cast:
        """Return the people and things of this hub."""
        return Cast(self.app.extensions["links"])

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what the database holds."""
        db.session.rollback()
        return [tuple(row) for row in db.session.connection().exec_driver_sql(statement)]

    def one(self, statement: str) -> str:
        """Return the first value that the database has for a question."""
        return str(self.rows(statement)[0][0])

    def way_in(self, account: str) -> str:
        """Return the address that signs an account in at the desk, as the command prints it."""
        made = db.write(sign_in_link, account, by=machine("test"), now=self.at)
        return f"/masuk/{tokens.signed(self.cast.links.link_key, SIGN_IN_LINK, made.key)}"

    def works(self, *names: str) -> None:
        """Do what happens by itself, as the worker does within an hour; or only jobs of a name."""
        worker = runs.Worker(self.app.extensions["settings"], self.app.extensions["links"])
        by_itself.run([job for job in runs.jobs if job.name in names or not names], worker)
        db.session.rollback()


class _Handler(WSGIRequestHandler):
    """Hands files on as the hub's own server does, so that they are compressed as there."""

    def make_environ(self) -> dict[str, Any]:
        return super().make_environ() | {"wsgi.file_wrapper": ReadOnlyFileBasedBuffer}


@contextmanager
def hub_here(folder: Path, at: datetime, **settings: object) -> Iterator[Here]:
    """Serve an empty hub on SQLite, its context open, at a moment where its clock stands."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with pytest.MonkeyPatch.context() as moved:
        hub = Here(Flask(__name__), url, at)
        moved.setattr(clock, "now", lambda: hub.at)
        base = f"sqlite:///{folder / 'hub.db'}"
        hub.app = create_app(settings_for(folder, base, public_url=url, **settings))
        with hub.app.app_context():
            databases.without_sync(db.engine)
            migrations.upgrade()
            server = make_server(
                "127.0.0.1", port, hub.app, threaded=True, request_handler=_Handler
            )
            serving = threading.Thread(target=server.serve_forever)
            serving.start()
            try:
                yield hub
            finally:
                server.shutdown()
                serving.join()
                server.server_close()
                db.session.remove()
                db.engine.dispose()
