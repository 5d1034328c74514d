"""The demo writes through the actions that the pages use, and no row by itself."""

import ast
from pathlib import Path

import pytest

from webinar_hub.demo import build as module
from webinar_hub.kit.db import Base

FOLDER = Path(module.__file__).parent


def _rows_made(source: str) -> list[str]:
    """Return what in a module's text makes, changes or stores rows by itself."""
    tree = ast.parse(source)
    tables = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".models")
        for alias in node.names
        if alias.name in tables
    }
    found = []
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in imported
        ):
            found.append(f"makes {node.func.id}")
        elif isinstance(node, ast.Attribute) and (
            node.attr in ("session", "models")
            or (node.attr in tables and isinstance(node.ctx, ast.Load))
        ):
            found.append(f"reaches for {node.attr}")
        elif isinstance(node, ast.ImportFrom) and any(
            alias.name == "models" for alias in node.names
        ):
            found.append("imports models whole")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy":
            found.append("imports sqlalchemy")
        elif isinstance(node, ast.Import) and any(
            alias.name.split(".")[0] in ("sqlalchemy", "webinar_hub") for alias in node.names
        ):
            found.append("imports a package whole")
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and not (isinstance(node.value, ast.Name) and node.value.id == "self")
        ):
            found.append(f"sets {node.attr}")
    return found


_IN_BULK = ("taking_in", "years")
"""A country's people, and three years of letters, reports and minutes.

By the actions they would take days. Tests of their own hold them against what the actions make.
"""

_MODULES = [path for path in sorted(FOLDER.glob("*.py")) if path.stem not in _IN_BULK]


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: path.stem)
def test_the_demo_writes_no_row_itself(path: Path) -> None:
    source = path.read_text("utf-8")
    assert _rows_made(source) == []
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    names |= {
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert (
        names
        & {
            "Seat",
            "Attendance",
            "Certificate",
            "Registration",
            "Evidence",
            "Match",
            "Report",
            "Letter",
        }
        == set()
    )


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from webinar_hub.registrations.models import Seat\nSeat(meeting_id=1)", ["makes Seat"]),
        ("from webinar_hub.registrations.models import Seat as S\nS()", ["makes S"]),
        ("from webinar_hub.kit.db import db\ndb.session.add(1)", ["reaches for session"]),
        (
            "from webinar_hub.registrations import models\nmodels.Seat()",
            ["imports models whole", "reaches for Seat"],
        ),
        ("from sqlalchemy import insert", ["imports sqlalchemy"]),
        ("import webinar_hub.registrations.models", ["imports a package whole"]),
        ("seat.status = 1", ["sets status"]),
        ("class A:\n    def __init__(self) -> None:\n        self.x = 1", []),
    ],
)
def test_what_would_be_found(source: str, found: list[str]) -> None:
    assert sorted(_rows_made(source)) == sorted(found)
