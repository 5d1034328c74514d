"""Statements that go past the objects of the session, which take longer than the row."""

from typing import Any, cast

from sqlalchemy import Column, Table
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from webinar_hub.kit.db import Base


def columns(table: type[Base]) -> ReadOnlyColumnCollection[str, Column[Any]]:
    """Return a table's columns."""
    return cast("Table", table.__table__).c
