"""Forget how to undo what made one of two people. Each runs inside db.write."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from webinar_hub.history.ledger import Change
from webinar_hub.kit.db import db
from webinar_hub.kit.text import BLANK
from webinar_hub.people.models import (
    Duplicate,
    Person,
)
from webinar_hub.records.models import Merge


def forget_person(selves: Sequence[Person], labels: Collection[str]) -> None:
    """Forget how to undo what made one of these rows, and the names under which they decided.

    The person had their data erased.
    """
    ids = [each.id for each in selves]
    for done in db.session.scalars(select(Merge)):
        done.manifest = (
            {}
            if {done.kept_id, done.gone_id}.intersection(ids)
            else _unsigned(done.manifest, labels)
        )
    db.session.execute(update(Merge).where(Merge.by_label.in_(labels)).values(by_label=BLANK))
    db.session.execute(update(Merge).where(Merge.undone_by.in_(labels)).values(undone_by=BLANK))
    db.session.execute(
        update(Duplicate).where(Duplicate.decided_by.in_(labels)).values(decided_by=BLANK)
    )
    db.session.flush()


def _unsigned(manifest: dict[str, Any], labels: Collection[str]) -> dict[str, Any]:
    """Return a manifest without the names of somebody who decided.

    The pairs lose them as well, so that undoing finds its way.
    """

    def unsigned(table: str, row_id: int, column: str, *values: Any) -> Change:
        return [
            table,
            row_id,
            column,
            *(
                BLANK if column == Duplicate.decided_by.key and value in labels else value
                for value in values
            ),
        ]

    return manifest and manifest | {
        "changes": [unsigned(*change) for change in manifest["changes"]]
    }


def forget_manifests(*, before: datetime) -> int:
    """Forget how to undo merges from before a moment; return how many."""
    old = db.session.scalars(select(Merge).where(Merge.at < before)).all()
    kept = [done for done in old if done.manifest]
    for done in kept:
        done.manifest = {}
    db.session.flush()
    return len(kept)
