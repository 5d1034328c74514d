"""Every table that tells of a person says how it is copied, moved and erased."""

from sqlalchemy import Table

from webinar_hub.app import declared
from webinar_hub.kit.db import Base
from webinar_hub.people.holdings import Copied, Holding, Moved
from webinar_hub.people.models import Person


def holdings() -> list[Holding]:
    return [holding for room in declared("personal", "PERSONAL") for holding in room]


def _pointing_to(tables: set[Table]) -> set[Table]:
    return {
        table
        for table in Base.metadata.tables.values()
        if any(key.column.table in tables for key in table.foreign_keys)
    }


def leading_to_a_person() -> set[str]:
    """Return the tables from whose rows keys lead to a person, over however many tables."""
    found = {Base.metadata.tables[Person.__tablename__]}
    while more := _pointing_to(found) - found:
        found |= more
    return {table.name for table in found}


def test_every_table_that_leads_to_a_person_is_declared_once() -> None:
    names = [holding.table.__tablename__ for holding in holdings()]
    assert len(names) == len(set(names))
    assert leading_to_a_person() - set(names) == set()


def test_what_is_not_copied_moved_or_erased_says_why() -> None:
    for holding in holdings():
        for said in (holding.copied, holding.moved, holding.erased):
            assert said, holding.table


def test_what_moves_has_the_columns_it_is_moved_by() -> None:
    for holding in holdings():
        if isinstance(holding.moved, Moved):
            columns = set(holding.table.__table__.columns.keys())
            assert {holding.moved.by, *(holding.moved.same or ())} <= columns, holding.table


def test_sections_of_a_copy_have_names_of_their_own() -> None:
    sections = [each.copied.section for each in holdings() if isinstance(each.copied, Copied)]
    assert len(sections) == len(set(sections))
