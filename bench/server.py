"""Serve one of the two applications, by the hub's own server and in so many processes.

`python -m bench.server hub|bare PORT INSTANCE DATABASE_URL PROCESSES`.
"""

import logging
import sys
from dataclasses import replace
from pathlib import Path

from flask import Flask

import webinar_hub.schema  # noqa: F401
from bench.bare import create_bare
from tests.conftest import settings_for
from webinar_hub import server
from webinar_hub.app import create_app
from webinar_hub.supervisor import supervise


def application(which: str, instance: Path, url: str, processes: int = 1) -> Flask:
    """Return the hub or the bare application on this database, behind one proxy."""
    settings = replace(settings_for(instance, url), trusted_proxies=1, web_processes=processes)
    return create_app(settings) if which == "hub" else create_bare(url)


def main() -> None:
    """Serve until SIGTERM."""
    which, port, folder, database, processes = sys.argv[1:]
    logging.disable(logging.WARNING)
    door = server.listen("127.0.0.1", int(port))

    def web() -> int:
        server.serve(application(which, Path(folder), database, int(processes)), door, threads=8)
        return 0

    supervise([("web", web)] * int(processes), lambda: None, door.close)


if __name__ == "__main__":
    main()
