"""What the journal on SQLite says of an act that was broken off."""

from contextlib import suppress

import pytest
from flask import Flask

from webinar_hub.history import journal
from webinar_hub.history.journal import Fact
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused


@pytest.mark.parametrize("fails", [True, False])
def test_a_savepoint_commits_no_act(sqlite_app: Flask, *, fails: bool) -> None:
    def act() -> None:
        with db.session.begin_nested():
            journal.remember(Fact.LINK, {"aaaabbbbccccdddd": 2})
        if fails:
            raise Refused

    with suppress(Refused):
        db.write(act)
    said, name = journal.present(), db.acts[-1]
    assert [entry.value for entry in said.entries if entry.act == name] == [2]
    assert (name in said.committed) is not fails
