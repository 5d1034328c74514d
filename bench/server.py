"""Serve one of the two applications, by the hub's own server and in so many processes.

`python -m bench.server hub|bare PORT INSTANCE DATABASE_URL PROCESSES`.
"""

import logging
import sys
from pathlib import Path

from flask import Flask

from webinar_hub import server
from webinar_hub.config import WRITERS, Settings
from webinar_hub.supervisor import supervise


def application(which: str, instance: Path, url: str, processes: int = 1) -> Flask:
    """Return the hub or the bare application on this database, behind one proxy."""
    # Each imports what it needs itself and nothing of the other's, or memory would not tell.
    if which == "bare":
        from bench.bare import create_bare

        return create_bare(url)
    from webinar_hub.app import create_app
    from webinar_hub.opening import warm

    app = create_app(
        Settings(
            instance,
            secret_key="s" * 64,
            link_key="l" * 64,
            database_url=url,
            network_name="JAJAR",
            network_full_name="Jaringan Antar Jaringan",
            contact="sekretariat@jajar.example",
            trusted_proxies=1,
            web_processes=processes,
        )
    )
    warm(app)
    return app


def main() -> None:
    """Serve until SIGTERM."""
    which, port, folder, database, processes = sys.argv[1:]
    logging.disable(logging.WARNING)
    door = server.listen("127.0.0.1", int(port))

    app = application(which, Path(folder), database, int(processes))

    def web() -> int:
        server.serve(app, door, threads=Settings.threads, writers=WRITERS)
        return 0

    supervise([("web", web)] * int(processes), lambda: None, door.close)


if __name__ == "__main__":
    main()
