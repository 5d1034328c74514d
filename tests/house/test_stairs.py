"""Imports and relationships point down the stairs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapper

import webinar_hub.schema  # noqa: F401
from webinar_hub.config import ROOT
from webinar_hub.kit.db import Base

_CODE = ROOT / "webinar_hub"
_NO_ROOMS = {"web", "kit", "demo", "migrations"}
"""Packages that speak of nothing a secretariat knows."""


def _contracts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
        "tool"
    ]["importlinter"]["contracts"]
    return found


def _height() -> dict[str, int]:
    """Return each room with its place on the stairs, from import-linter's own table.

    The top is highest.
    """
    layers = next(contract["layers"] for contract in _contracts() if contract.get("exhaustive"))
    return {
        room: place
        for place, layer in enumerate(reversed(layers))
        for room in re.findall(r"\w+", layer)
    }


def _room(mapper: Mapper[Base]) -> str:
    return mapper.class_.__module__.split(".")[1]


def test_imports_point_down() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())",
            "--no-cache",
            "--no-logo",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_page_stands_with_the_pages() -> None:
    """A Blueprint elsewhere could be imported from anywhere.

    The contracts know pages by their folder.
    """
    aside = [
        _module(path)
        for path in _CODE.rglob("*.py")
        if "Blueprint(" in path.read_text("utf-8") and path.parent.name != "pages"
    ]
    assert aside == []


def test_every_room_stands_in_the_contracts() -> None:
    rooms = {
        _module(path)
        for path in _CODE.iterdir()
        if (path / "__init__.py").is_file() and path.name not in _NO_ROOMS
    }
    subjects = {
        _module(path.parent) for path in _CODE.rglob("actions.py") if path.parent.parent != _CODE
    }
    lists = [contract["containers"] for contract in _contracts() if contract["type"] == "layers"]
    lists += [
        contract["source_modules"] for contract in _contracts() if contract["type"] == "forbidden"
    ]
    assert [set(each) for each in lists] == [{"webinar_hub"}, rooms | subjects, rooms]


def test_the_page_of_the_house_lists_the_rooms_in_the_order_of_the_stairs() -> None:
    page = (ROOT / "docs" / "house.md").read_text("utf-8")
    rooms = {path.name for path in _CODE.iterdir() if (path / "__init__.py").is_file()}
    listed = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert sorted(listed) == sorted(rooms)
    height = _height()
    assert listed == sorted(listed, key=lambda room: -height[room])


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_relationships_point_down() -> None:
    height = _height()
    up = [
        f"{mapper.class_.__name__}.{relationship.key}"
        for mapper in Base.registry.mappers
        for relationship in mapper.relationships
        if height[_room(relationship.mapper)] > height[_room(mapper)]
    ]
    assert up == []


def test_foreign_keys_point_down() -> None:
    height = _height()
    rooms = {
        mapper.local_table.name: _room(mapper)  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
    }
    up = [
        f"{table.name} → {constraint.referred_table.name}"
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        and height[rooms[constraint.referred_table.name]] > height[rooms[table.name]]
    ]
    assert up == []


def test_every_foreign_key_is_indexed() -> None:
    bare = []
    for table in Base.metadata.sorted_tables:
        keys = [
            constraint
            for constraint in table.constraints
            if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)
        ]
        starts = {next(iter(found.columns)).name for found in (*table.indexes, *keys)}
        bare += [
            f"{table.name}.{column.name}"
            for column in table.columns
            if column.foreign_keys and column.name not in starts
        ]
    assert bare == []
