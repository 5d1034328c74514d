"""What tests of tables do: keep one, take it in, read what it came to."""

from typing import Any

from tests.cast import DIRECTOR
from webinar_hub.directory.imports import actions
from webinar_hub.directory.imports.tables import Row, Table
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db


def keep(*rows: Row, by: Actor = DIRECTOR) -> DirectoryImport:
    return db.write(
        actions.keep_table,
        actions.look_at(Table(list(rows), []), by=by),
        file_name="lembaga.csv",
        by=by,
        now=clock.now(),
    )


def take_in(
    kept: DirectoryImport, *, doubtful: bool = False, by: Actor = DIRECTOR
) -> dict[str, Any]:
    counts: dict[str, Any] = db.write(
        actions.take_in, kept, doubtful=doubtful, by=by, now=clock.now()
    ).content["counts"]
    return counts


def verdicts(kept: DirectoryImport) -> list[tuple[str, list[str]]]:
    return [
        (each["verdict"], [why["message"] for why in each["why"]] or each["fields"])
        for each in kept.content["verdicts"]
    ]
