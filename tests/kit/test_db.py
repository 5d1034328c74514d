"""Writing: what happens while somebody else holds the lock, and what an error gives away."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.exc import OperationalError

from tests.cast import Cast
from tests.client import Client
from tests.conftest import settings_for
from webinar_hub.app import flask_settings
from webinar_hub.kit import engines
from webinar_hub.kit.db import db
from webinar_hub.kit.engines import engine_options, prepare_engine
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Series
from webinar_hub.registrations.models import Registration

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let everybody give up on a lock after a twentieth of a second."""
    engine = db.engine
    monkeypatch.setattr(engines, "PATIENCE", 0.05)
    words = "SELECT 1" if engine.dialect.name == "sqlite" else "SET lock_timeout = '50ms'"

    def hurry(connection: Any, *_: object) -> None:
        connection.cursor().execute(words)
        connection.commit()

    db.session.remove()
    event.listen(engine, "checkout", hurry)
    yield
    event.remove(engine, "checkout", hurry)
    db.session.remove()
    engine.dispose()


def test_a_database_that_stays_locked_keeps_the_form_and_asks_to_press_again(
    client: Client, cast: Cast, impatient: None
) -> None:
    series = cast.series()
    address = f"/sesi/{cast.meeting(series).key}/daftar"
    form = client.form(address, "name")
    facts = {**form.fields, "name": "Siti Aminah", "contact": "siti@example.org", "region": "-"}
    with db.engine.connect() as other:
        if db.engine.dialect.name == "sqlite":
            other.exec_driver_sql("ROLLBACK")
            other.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            other.execute(select(Series).with_for_update())
        answer = client.post(address, data=facts)
        assert client.get("/").status_code == 200
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert 'value="siti@example.org"' in answer.text
    assert client.post(address, data=facts).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1


@pytest.mark.parametrize("url", ["sqlite:///hub.db", "postgresql+psycopg://hub@127.0.0.1/hub"])
def test_an_error_says_nothing_of_the_row(url: str) -> None:
    assert engine_options(url)["hide_parameters"] is True


@pytest.mark.parametrize(
    ("processes", "each", "waiting"), [(1, 60, 7), (2, 30, 7), (4, 15, 7), (8, 7, 3), (32, 2, 1)]
)
def test_all_web_processes_together_open_sixty_connections_and_four_of_each_are_left_to_readers(
    tmp_path: Path, processes: int, each: int, waiting: int
) -> None:
    url = "postgresql+psycopg://hub@127.0.0.1/hub"
    settings = settings_for(tmp_path, url, web_processes=processes)
    options = flask_settings(settings)["SQLALCHEMY_ENGINE_OPTIONS"]
    assert isinstance(options, dict)
    assert (options["pool_size"], options["max_overflow"]) == (each, 0)
    assert settings.most_waiting == waiting


@pytest.mark.parametrize("idle", [0.0, 3600.0])
def test_a_connection_that_was_cut_while_it_lay_idle_is_given_up(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, idle: float
) -> None:
    """But one that was used just now is not tried: the control."""
    monkeypatch.setattr(engines, "_UNTRIED", idle)
    own = "SELECT pg_backend_pid()"
    engine, other = create_engine(postgres_url), create_engine(postgres_url)
    prepare_engine(engine)
    with engine.connect() as connection:
        first = connection.exec_driver_sql(own).scalar_one()
    with other.connect() as connection:
        connection.execute(select(func.pg_terminate_backend(first, 5000)))
    with (
        nullcontext() if not idle else pytest.raises(OperationalError),
        engine.connect() as connection,
    ):
        assert connection.exec_driver_sql(own).scalar_one() != first
    engine.dispose()
    other.dispose()


def test_a_beginning_is_a_beginning_whatever_the_characters(cast: Cast) -> None:
    addresses = [
        "ni.luh@example.org",
        "ni_luh@example.org",
        "niluh@example.org",
        "NI.luh@example.org",
        "ni.luhz@example.org",
    ]
    for number, address in enumerate(addresses):
        cast.person(f"Peserta {number}", email=address)
    found = {
        text: set(db.session.scalars(select(Person.email).where(db.begins(Person.email, text))))
        for text in ("ni.luh", "ni_", "ni.luh@", "%")
    }
    assert found == {
        "ni.luh": {"ni.luh@example.org", "ni.luhz@example.org"},
        "ni_": {"ni_luh@example.org"},
        "ni.luh@": {"ni.luh@example.org"},
        "%": set(),
    }


def test_a_hub_on_sqlite_waits_for_the_disk(tmp_path: Path) -> None:
    """The tests' own applications do not: tests/databases.py."""
    engine = create_engine(f"sqlite:///{tmp_path}/hub.db")
    prepare_engine(engine)
    with engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    engine.dispose()
    assert settings == ["wal", 2, 1, 1]
