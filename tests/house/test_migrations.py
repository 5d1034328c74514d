"""Steps and models say the same, and steps go up and down over filled tables."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Column, Engine, Enum, TypeDecorator, func, inspect, select

import webinar_hub.schema  # noqa: F401
from tests import databases
from tests.migrations import released
from webinar_hub import migrations
from webinar_hub.kit import engines
from webinar_hub.kit.db import Base, db

_VALUES: dict[type[object], object] = {
    bool: True,
    int: 1,
    float: 1.0,
    str: "x",
    object: {},
    date: date(2026, 11, 24),
    time: time(14, 0),
    datetime: datetime(2026, 11, 24, 3, tzinfo=UTC),
}
_CHECKED = {
    "zone": "WIB",
    "ends_at": datetime(2026, 11, 24, 5, tzinfo=UTC),
    "person_id": 1,
    "file": "",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Yield the engine of a database without tables, in a bare application with the migrations."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/hub.db"
    else:
        url = databases.another_database(request.getfixturevalue("postgres_url"), "migrations")
    app = Flask("webinar_hub")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engines.engine_options(url)
    )
    db.extension.init_app(app)
    with app.app_context():
        engines.prepare_engine(db.engine)
        yield db.engine
        db.session.remove()
        db.engine.dispose()


def test_the_last_step_equals_the_models(engine: Engine) -> None:
    migrations.upgrade()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_last_step_is_known_by_its_file() -> None:
    assert migrations.last() == ScriptDirectory.from_config(migrations.config()).get_current_head()


@pytest.mark.parametrize("step", released.steps(), ids=lambda step: f"{step.version}-{step.name}")
def test_released_steps_never_change(step: released.Step) -> None:
    assert released.digest(released.STEPS / step.name) == step.digest, (
        f"{step.name} is in {step.version}: whoever runs that has taken it. Write a new step."
    )


def _value(column: Column[Any]) -> object:
    if column.name in _CHECKED:
        return _CHECKED[column.name]
    if column.foreign_keys:
        return 1 if next(iter(column.foreign_keys)).column.name == "id" else "x"
    if isinstance(column.type, Enum):
        return next(iter(column.type.python_type))
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return _VALUES[kind.python_type]


def _fill(engine: Engine) -> dict[str, int]:
    """Put one row into each table; return how many rows each table has."""
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            values = {
                column.name: _value(column)
                for column in table.columns
                if not (column.nullable and column.foreign_keys) or column.name in _CHECKED
            }
            connection.execute(table.insert().values(**{**values, "id": 1}))
    return _counts(engine)


def _counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


def test_steps_go_down_and_up_over_filled_tables(engine: Engine) -> None:
    migrations.upgrade()
    assert set(_fill(engine).values()) == {1}
    command.downgrade(migrations.config(), "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrations.upgrade()
    assert set(_counts(engine).values()) == {0}


def test_tables_that_are_up_to_date_are_left_alone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations.upgrade()
    before = _fill(engine)
    read: list[str] = []
    monkeypatch.setattr(command, "upgrade", lambda _config, to: read.append(to))
    migrations.upgrade()
    assert (read, _counts(engine)) == ([], before)
    command.downgrade(migrations.config(), "-1")
    migrations.upgrade()
    assert read == ["head"]
