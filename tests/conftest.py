"""Fixtures for all tests: an application on each database, a client, a cast."""

import gc
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine

from tests import databases
from tests.cast import Cast
from tests.client import Client
from webinar_hub import migrations, opening
from webinar_hub.app import create_app
from webinar_hub.config import ROOT, Settings
from webinar_hub.kit import engines, language
from webinar_hub.kit.db import db
from webinar_hub.network.queries import forget_known, known_as

# What `make long` does more: thousands of examples of each property, and pages on PostgreSQL, too.
LONG = bool(os.environ.get("LONG"))
DATABASES = ("sqlite", "postgresql")
_SERVER = pytest.StashKey[str]()

hypothesis.settings.register_profile("ours", max_examples=5000 if LONG else 100, deadline=None)
hypothesis.settings.load_profile("ours")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations where they are older, once, before any worker reads them."""
    if hasattr(config, "workerinput"):
        # All that is loaded stays: to look for garbage meanwhile takes a fourth of the time.
        gc.disable()
    else:
        for source in (ROOT / "webinar_hub" / "translations").glob("*/LC_MESSAGES/messages.po"):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                with source.open("rb") as readable, compiled.open("wb") as writable:
                    write_mo(writable, read_po(readable))
    os.chdir(ROOT)


# By folder or module; what stands together shares a browser, a stage or the filled demo.
_LONG_FIRST = (
    {"journeys"},
    {"test_matrix", "test_never_stale", "test_on_postgresql"},
    {"edge", "commands", "demo", "test_crash"},
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let each process begin with tests that take long, so that none is alone with them at the end.

    Each is given an equal part of the list, one after the other, and later takes from another's.
    """
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    parts: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for number, names in enumerate(_LONG_FIRST):
        parts[number % processes] += [item for item in items if names & _names(item)]
    known = {*chain(*parts)}
    others = iter([item for item in items if item not in known])
    for part in parts:
        part.extend(islice(others, max(0, len(items) // processes - len(part))))
    items[:] = [*chain(*parts), *others]


def _names(item: pytest.Item) -> set[str]:
    return {item.path.parent.name, item.path.stem}


def pytest_collection_finish() -> None:
    """Let Python not look through all that was loaded for garbage again and again."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    gc.enable()


def pytest_sessionfinish() -> None:
    """Spare pytest's last look for garbage all that is left: it takes seconds, of each process."""
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for `app` on both databases, but pages and the demo on SQLite alone.

    A page is what a test asks `client` for, or `two_processes`.
    """
    names = set(metafunc.fixturenames)
    if "app" in names:
        demo = metafunc.definition.path.parent.name == "demo"
        alone = (demo or names & {"client", "two_processes"}) and not LONG
        metafunc.parametrize("app", DATABASES[:1] if alone else DATABASES, indirect=True)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Start one PostgreSQL server for all the processes of a run, before the first of them."""
    if _SERVER not in node.config.stash:
        running = ExitStack()
        node.config.stash[_SERVER] = running.enter_context(databases.postgresql())
        node.config.add_cleanup(running.close)
    node.workerinput["postgresql"] = node.config.stash[_SERVER]


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest, worker_id: str) -> Iterator[str]:
    """Yield the address of an empty PostgreSQL database of this process alone."""
    given = getattr(request.config, "workerinput", {}).get("postgresql")
    with nullcontext(given) if given else databases.postgresql() as server:
        yield databases.another_database(server, worker_id)


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Compile each template once in a whole run, however many applications show it."""
    own = tmp_path_factory.getbasetemp()
    # Not by the environment: a run that a test starts has it of the process that the test is in.
    folder = (own.parent if hasattr(request.config, "workerinput") else own) / "templates"
    folder.mkdir(exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(folder))}


@pytest.fixture(scope="session", autouse=True)
def _compiled_statements() -> Iterator[None]:
    """Compile each statement once in a process, however many applications ask it."""
    prepare = engines.prepare_engine

    def prepare_and_share(engine: Engine) -> None:
        databases.share_statements(engine)
        prepare(engine)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "prepare_engine", prepare_and_share)
        yield


@pytest.fixture(scope="session")
def store_endpoint() -> Iterator[str]:
    """Yield the address of a store that speaks S3."""
    # Only here, as it is large and few tests ask for it.
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def settings_for(instance: Path, database_url: str, **changed: object) -> Settings:
    """Return the settings of a test installation: no mail server, this machine only."""
    values = {
        "network_name": "JAJAR",
        "network_full_name": "Jaringan Antar Jaringan",
        "contact": "sekretariat@jajar.example",
        **changed,
    }
    return Settings(
        instance=instance,
        secret_key="s" * 64,
        link_key="l" * 64,
        database_url=database_url,
        **values,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite database with its tables, to be copied for a hub of a test's own."""
    folder = tmp_path_factory.mktemp("tables")
    with opening.open_at(settings_for(folder, f"sqlite:///{folder}/hub.db")):
        return folder / "hub.db"


@pytest.fixture(scope="session")
def _app_on(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Flask]:
    made: dict[str, Flask] = {}

    def app_on(kind: str) -> Flask:
        if kind not in made:
            instance = tmp_path_factory.mktemp(kind)
            url = (
                f"sqlite:///{instance}/hub.db"
                if kind == "sqlite"
                else databases.patient(request.getfixturevalue("postgres_url"))
            )
            made[kind] = create_app(settings_for(instance, url))
            made[kind].test_client_class = Client
            with made[kind].app_context():
                databases.without_sync(db.engine)
                migrations.upgrade()
        return made[kind]

    return app_on


def _ready(app: Flask) -> Iterator[Flask]:
    settings: Settings = app.extensions["settings"]
    shutil.rmtree(settings.files, ignore_errors=True)
    # What a test before it read in English is over.
    language.choose(language.DEFAULT)
    with app.app_context():
        databases.empty(db.engine)
        app.extensions.pop("health", None)
        app.extensions["kept"].shelf.clear()
        app.extensions["blanks"].clear()
        forget_known()
        yield app
        db.session.remove()


@pytest.fixture
def app(request: pytest.FixtureRequest, _app_on: Callable[[str], Flask]) -> Iterator[Flask]:
    """Yield the application on one database after the other, empty, with its context open."""
    yield from _ready(_app_on(request.param))


@pytest.fixture
def sqlite_app(_app_on: Callable[[str], Flask]) -> Iterator[Flask]:
    """Yield the application on SQLite alone, for what does not depend on the database."""
    yield from _ready(_app_on("sqlite"))


@pytest.fixture
def postgresql_app(_app_on: Callable[[str], Flask]) -> Iterator[Flask]:
    """Yield the application on PostgreSQL alone, for what another test does on SQLite."""
    yield from _ready(_app_on("postgresql"))


def _present_app(request: pytest.FixtureRequest) -> Flask:
    names = ("sqlite_app", "postgresql_app", "app")
    found: Flask = request.getfixturevalue(
        next(name for name in names if name in request.fixturenames)
    )
    return found


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Client:
    """Return a visitor's browser on the test's application, which knows what it is called."""
    app = _present_app(request)
    known_as(app.extensions["settings"])
    db.session.rollback()
    browser = app.test_client()
    assert isinstance(browser, Client)
    return browser


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """Return the people and things that tests speak of, in the test's application."""
    return Cast(_present_app(request).extensions["links"])
