"""A hub for each of these tests."""

import shutil
from pathlib import Path

import pytest

from tests.edge.installation import Installation


@pytest.fixture
def hub(tmp_path: Path, tables: Path) -> Installation:
    """Return an installation with its tables, of which nothing runs."""
    made = Installation(tmp_path / "instance")
    shutil.copy(tables, made.folder)
    return made
