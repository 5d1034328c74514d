"""Nothing in the application changes or deletes what the history says."""

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from tests.cast import DIRECTOR, Cast
from webinar_hub.history.actions import note
from webinar_hub.history.models import AppendOnly, Entry, erasing
from webinar_hub.kit import clock
from webinar_hub.kit.db import db


def _entry(cast: Cast) -> Entry:
    note(DIRECTOR, "changed", cast.organisation(), now=clock.now(), after={"name": "Baru"})
    db.session.commit()
    return db.session.scalars(select(Entry)).one()


def test_an_entry_is_not_changed(app: Flask, cast: Cast) -> None:
    entry = _entry(cast)
    entry.reason = "lain"
    with pytest.raises(AppendOnly):
        db.session.commit()
    db.session.rollback()
    assert db.session.scalars(select(Entry.reason)).all() == [""]


def test_an_entry_is_not_deleted(app: Flask, cast: Cast) -> None:
    db.session.delete(_entry(cast))
    with pytest.raises(AppendOnly):
        db.session.commit()
    db.session.rollback()
    assert len(db.session.scalars(select(Entry)).all()) == 1


@pytest.mark.parametrize(
    "statement", [update(Entry).values(reason="lain"), delete(Entry)], ids=["update", "delete"]
)
def test_entries_are_not_changed_by_a_statement(app: Flask, cast: Cast, statement: object) -> None:
    _entry(cast)
    with pytest.raises(AppendOnly):
        db.session.execute(statement)  # type: ignore[call-overload]
    db.session.rollback()
    assert db.session.scalars(select(Entry.reason)).all() == [""]


def test_erasing_may_blank_an_entry(app: Flask, cast: Cast) -> None:
    entry = _entry(cast)
    with erasing():
        entry.after = {"name": "…"}
        db.session.commit()
    assert db.session.scalars(select(Entry.after)).all() == [{"name": "…"}]
    entry.after = {"name": "Lain"}
    with pytest.raises(AppendOnly):
        db.session.commit()
