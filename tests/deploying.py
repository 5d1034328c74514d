"""`python -m tests.deploying` holds the examples in deploy/ against the programs they are for.

It needs nginx, Caddy, systemd-analyze and docker-compose. A hub of its own runs behind the real
nginx: what is kept and for whom, by nginx's own word. Status 1 with a sentence for each fault.
"""

import getpass
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.edge.installation import Installation
from tests.ports import free_port
from webinar_hub.config import ROOT

_EXAMPLES = ROOT / "deploy"
_PROGRAMS = ("nginx", "caddy", "systemd-analyze", "docker-compose")
_READERS = {
    "nobody's language": ("id", {}),
    "English alone": ("en", {"Accept-Language": "en-GB,en;q=0.9"}),
    "English before Indonesian": ("en", {"Accept-Language": "en;q=0.9, id;q=0.5"}),
    "Indonesian before English": ("id", {"Accept-Language": "id-ID,id;q=0.9,en;q=0.8"}),
    "another language and English": ("en", {"Accept-Language": "fr, en;q=0.5"}),
    "chosen English": ("en", {"Accept-Language": "id", "Cookie": "a=b; bahasa=en"}),
    "chosen Indonesian": ("id", {"Accept-Language": "en", "Cookie": "bahasa=id; a=b"}),
    "an unknown choice": ("id", {"Cookie": "bahasa=xx"}),
}
"""Who reads, the language they get, and what their browser says."""

_ASKED = (
    ("/kalender", "", 0.0, "MISS"),
    ("/kalender", "a=b", 0.0, "HIT"),
    ("/kalender", "", 2.5, "REVALIDATED|EXPIRED"),
    ("/program", "hub=x", 0.0, "BYPASS"),
    ("/program", "a=b; __Host-hub=x", 0.0, "BYPASS"),
    ("/program", 'bahasa="en"', 0.0, "BYPASS"),
    ("/program", "bahasa =en", 0.0, "BYPASS"),
    ("/program", 'a="; bahasa=en; "; bahasa=id', 0.0, "BYPASS"),
    ("/cek", "", 0.0, "MISS"),
    ("/cek", "", 0.0, "MISS"),
)
"""What is asked one after another, after how many seconds, and what nginx says of its store."""


_GIVEN = {
    "HUB_HOST": "hub.example.org",
    "POSTGRES_PASSWORD": "secret",
    "HUB_PROXY": "10.0.0.5",
    "HUB_DATABASE": "postgresql://hub@10.0.0.20/hub",
    "HUB_SECRET_KEY": "secret",
    "HUB_LINK_KEY": "secret",
    "HUB_BUCKET": "hub",
    "HUB_STORE": "https://s3.example.org",
    "HUB_STORE_KEY": "key",
    "HUB_STORE_SECRET": "secret",
    "HUB_LISTEN": "10.0.0.11",
}
"""What stands in the file .env beside an example for compose."""


def main() -> int:
    """Try each example, say what is wrong, and return the status."""
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        print(f"Install {', '.join(missing)} first: without them nothing was tried.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        faults = [*_caddy(), *_compose(), *_service(Path(folder)), *_nginx(Path(folder))]
    print("\n".join(faults) or "nginx, Caddy, systemd and compose take the examples as they are.")
    return 1 if faults else 0


def _caddy() -> list[str]:
    return _said("caddy", "validate", "--adapter=caddyfile", f"--config={_EXAMPLES / 'Caddyfile'}")


def _compose() -> list[str]:
    files = sorted(map(str, _EXAMPLES.glob("compose*.yaml")))
    return [
        fault
        for file in files
        for fault in _said("docker-compose", "--file", file, "config", "--quiet")
    ]


def _service(folder: Path) -> list[str]:
    """Check the unit, with the Python and the folder of this machine."""
    unit = (_EXAMPLES / "webinar-hub.service").read_text()
    here = unit.replace("/srv/webinar-hub/.venv/bin/python", sys.executable)
    copy = folder / "webinar-hub.service"
    copy.write_text(here.replace("/srv/webinar-hub", str(ROOT)))
    return _said("systemd-analyze", "verify", str(copy))


def _said(*words: str) -> list[str]:
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, env={**os.environ, **_GIVEN}
    )
    return [f"{words[0]}: {done.stdout}{done.stderr}"] if done.returncode else []


def _nginx(folder: Path) -> Iterator[str]:
    """Ask a hub through nginx, and say where what it keeps is not what it should be."""
    port = free_port()
    public = {"trusted_proxies": "1", "public_url": f"http://127.0.0.1:{port}"}
    hub = Installation(folder / "instance", public)
    status, said = hub.run("init", "--network", "JAJAR", "--admin", "ratna@jajar.id")
    if status:
        yield said
        return
    with hub.running("serve"), _running(folder / "nginx", port, hub.port):
        yield from _faults(hub, port)
    yield from _two(hub, folder, port)


def _two(hub: Installation, folder: Path, port: int) -> Iterator[str]:
    """Have two hubs with folders of their own behind nginx, and stop one of them."""
    shared = {**hub.settings, "database_url": f"sqlite:///{hub.folder / 'hub.db'}"}
    keys = tomllib.loads((hub.folder / "config.toml").read_text("utf-8"))
    shared |= {name: keys[name] for name in ("secret_key", "link_key")}
    other = Installation(folder / "other", shared)
    with (
        hub.running("serve") as first,
        other.running("serve"),
        _running(folder / "nginx-of-two", port, hub.port, other.port),
    ):
        _wait_for(hub, port)
        came = Counter(_answered_by(hub, port) for _time in range(8))
        if came.keys() != {hub.port, other.port}:
            yield f"nginx: of two hubs behind it, those at {sorted(came)} answer"
        first.terminate()
        first.wait(25)
        came = Counter(_answered_by(hub, port) for _time in range(8))
        if came.keys() != {other.port}:
            yield f"nginx: after one of two hubs was stopped, it answers {dict(came)}"


def _answered_by(hub: Installation, port: int) -> int:
    """Ask what nginx keeps for nobody; return the port of the hub that answered, 0 for none."""
    status, headers, _page = hub.ask("GET", "/healthz", port=port)
    return int(headers.get("X-By", "0").rpartition(":")[2]) if status in (200, 503) else 0


@contextmanager
def _running(folder: Path, port: int, *behind: int) -> Iterator[None]:
    """Run nginx with the example before one hub or two.

    Without a certificate, and saying what it took from its store and who answered.
    """
    folder.mkdir()
    example = (_EXAMPLES / "nginx.conf").read_text()
    example = re.sub(r"server \{\s+listen 80;.*?\n\}", "", example, flags=re.DOTALL)
    example = re.sub(r"\n *ssl_certificate.*", "", example)
    for written, here in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port};\n    add_header X-Kept $upstream_cache_status always;\n    add_header X-By $upstream_addr always;",
        "127.0.0.1:5000": f"127.0.0.1:{behind[0]}",
        "/var/cache/nginx/hub": str(folder / "kept"),
        "server_name hub.example.org;": "server_name 127.0.0.1;",
    }.items():
        assert written in example, written
        example = example.replace(written, here)
    if behind[1:]:
        line = "# server 10.0.0.12:5000;"
        assert line in example
        example = example.replace(line, f"server 127.0.0.1:{behind[1]};")
    (folder / "nginx.conf").write_text(
        f"user {getpass.getuser()}; daemon off; pid {folder}/pid; error_log {folder}/errors;\n"
        f"events {{}}\nhttp {{ access_log off;\n{example}\n}}\n"
    )
    words = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    subprocess.run([*words, "-t", "-q"], check=True)
    process = subprocess.Popen(words)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(hub: Installation, port: int) -> None:
    for _attempt in range(100):
        with suppress(OSError):
            hub.ask("GET", "/robots.txt", port=port)
            break
        time.sleep(0.05)


def _faults(hub: Installation, port: int) -> Iterator[str]:
    _wait_for(hub, port)
    for who, (wanted, headers) in _READERS.items():
        page = hub.ask("GET", "/program", headers=headers, port=port)[2]
        if f'<html lang="{wanted}"' not in page:
            yield f"nginx: {who} does not get a page in {wanted}"
    straight = hub.ask("GET", "/program", headers={"Host": f"127.0.0.1:{port}"})[1]["Etag"]
    if hub.ask("GET", "/program", port=port)[1]["Etag"] != straight:
        yield "nginx: what it keeps has another mark than the hub's own answer"
    for path, cookie, pause, wanted in _ASKED:
        time.sleep(pause)
        seen = hub.ask("GET", path, headers={"Cookie": cookie}, port=port)[1].get("X-Kept", "")
        if not re.fullmatch(wanted, seen):
            yield f"nginx: {path} with {cookie!r} is {seen} and not {wanted}"


if __name__ == "__main__":
    sys.exit(main())
