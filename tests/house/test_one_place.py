"""A new letter, with a link of its own, and a new table of a person touch their own room alone.

Tried in a copy of the tree.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.migrations import released
from webinar_hub.config import ROOT
from webinar_hub.kit import tokens

_ROOM = "directory"
_OWN = (
    f"webinar_hub/{_ROOM}/",
    f"templates/letters/{_ROOM}/",
    f"tests/{_ROOM}/",
    f"tests/messages/letters/{_ROOM}_",
)
"""Where a room may write: its folder, its templates, its tests and its snapshots."""

_CAPABILITY = tokens.signed(b"l" * 64, "thanks", "rice")
_STOPPING = "nnnnbbbbccccdddd.lbt3kjk33qdrkznc5qagjdd76a"
_LETTER = {
    f"webinar_hub/{_ROOM}/letters.py": """

THANKED = "directory/thanked"
_SECRETS = {"thanks_link": opening("directory.confirm", "thanks", "thing")}
KINDS = (*KINDS, Kind(THANKED, _("Thanks"), Lane.REST, service=False, secrets=_SECRETS))


def thanked(request: FocalRequest, thing: str, *, now: datetime) -> Letter:
    return _post(THANKED, request, {"thing": thing}, now)
""",
    f"templates/letters/{_ROOM}/thanked.subject.txt": "Thanks",
    f"templates/letters/{_ROOM}/thanked.txt": (
        "Dear {{ name }}, thanks for {{ thing }}.\n\n{{ thanks_link }}\n{{ no_more }}\n"
    ),
    f"templates/letters/{_ROOM}/thanked.html": (
        '{% extends "_base.html" %}{% block title %}Thanks{% endblock %}\n'
        "{% block body %}<p>Dear {{ name }}, thanks for {{ thing }}.<br>"
        '<a href="{{ thanks_link }}">{{ thanks_link }}</a></p>{% endblock %}\n'
    ),
    f"tests/{_ROOM}/example_letters.py": '\nFACTS["directory/thanked"] = {"thing": "rice"}\n',
    **{
        f"tests/messages/letters/{_ROOM}_thanked.{language}.txt": (
            "Thanks\n\nDear Dr. Maria Goreti Bere, S.Sos., M.Si., thanks for rice.\n\n"
            f"https://hub.jajar.example/narahubung/{_CAPABILITY}\n"
            f"https://hub.jajar.example/berhenti/{_STOPPING}\n"
        )
        for language in ("id", "en")
    },
}
_TABLE = {
    f"webinar_hub/{_ROOM}/models.py": """

class Remark(Base):
    __tablename__ = "remark"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
""",
    f"webinar_hub/{_ROOM}/personal.py": """

from webinar_hub.directory.models import Remark

PERSONAL = (
    *PERSONAL,
    Holding(
        Remark,
        copied=Copied("remarks", _("What you remarked"), {"words": _("In your words")}),
        moved=Moved(),
        erased=delete_rows(Remark),
    ),
)
""",
}
_USED = """
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.records.merged_lives import merge
from webinar_hub.directory import letters
from webinar_hub.directory.models import FocalRequest, Remark
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import LetterState
from webinar_hub.people import holdings
from webinar_hub.records.upkeep import actions
from webinar_hub.records.own.reading import readable


def words() -> list[tuple[int, str]]:
    db.session.expire_all()
    return [(each.person_id, each.words) for each in db.session.scalars(select(Remark))]


def test_it_is_copied_moved_and_erased(sqlite_app: Flask, cast: Cast) -> None:
    older, maria = cast.suparmin(), cast.maria()
    db.session.add(Remark(person_id=maria.id, words="Bagus"))
    db.session.commit()
    assert holdings.copy_of(maria)["remarks"] == [{"words": "Bagus"}]
    assert "Bagus" in str(readable(holdings.copy_of(maria)))
    done = merge(maria, older)
    assert words() == [(older.id, "Bagus")]
    db.write(actions.erase, done.kept, by=DIRECTOR, now=clock.now())
    assert words() == []


def test_it_is_written_and_a_restriction_stops_it(sqlite_app: Flask, cast: Cast) -> None:
    maria, now = cast.maria(), clock.now()
    asked: dict[str, Any] = {"email": "m@example.org", "phone": None, "proof": "", "language": "id"}
    request = FocalRequest(
        organisation_id=cast.organisation().id, person_id=maria.id, made_at=now, **asked
    )
    db.session.add(request)
    db.session.commit()
    assert db.write(letters.thanked, request, "rice", now=now).state is LetterState.NEW
    maria.restricted_at = now
    db.session.commit()
    stopped = db.write(letters.thanked, request, "rice", now=clock.now())
    assert stopped.state is LetterState.DROPPED
"""
_LAST_STEP = max(file.name[:4] for file in released.STEPS.glob("[0-9]*.py"))
_NOT_COUNTED = {
    "webinar_hub/migrations/versions/9999_remark.py": f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{_LAST_STEP}"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
""",
    "tests/house/test_used.py": _USED,
}
"""The migration, and what shows that the letter and the table are used."""

_FORGOTTEN = {path: text for path, text in _TABLE.items() if not path.endswith("personal.py")}


def patched(folder: Path, *patches: dict[str, str]) -> Path:
    """Return a copy of the tree with these texts at the end of these files."""
    for part in ("webinar_hub", "templates", "tests", "static"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path, text in (each for patch in patches for each in patch.items()):
        with (folder / path).open("a", encoding="utf-8") as file:
            file.write(text)
    return folder


def run_tests(folder: Path, *tests: str) -> tuple[int, str]:
    """Run tests of a copy; return the answer and what was said."""
    run = [sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        run, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.parametrize("patch", [_LETTER, _TABLE], ids=["letter", "table"])
def test_no_file_outside_the_room_is_touched(patch: dict[str, str]) -> None:
    assert [path for path in patch if not path.startswith(_OWN)] == []


def test_a_letter_and_a_table_need_no_more_than_their_room(tmp_path: Path) -> None:
    folder = patched(tmp_path, _LETTER, _TABLE, _NOT_COUNTED)
    answer, said = run_tests(
        folder,
        "tests/house/test_used.py",
        "tests/house/test_personal.py",
        "tests/messages/test_rendering.py",
        "-k",
        "test_used or test_personal or thanked or every",
    )
    assert answer == 0, said


def test_a_table_that_is_declared_nowhere_is_found(tmp_path: Path) -> None:
    answer, said = run_tests(patched(tmp_path, _FORGOTTEN), "tests/house/test_personal.py")
    assert (answer, "remark" in said) == (1, True), said
