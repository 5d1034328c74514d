"""What is heavy waits until somebody needs it: a start is quick, and small in memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from webinar_hub.config import ROOT

_HEAVY = {
    "PIL",
    "alembic",
    "icalendar",
    "obstore",
    "phonenumbers",
    "psycopg",
    "reportlab",
    "xlsxwriter",
}
_OPENED = """
import sys
from pathlib import Path
from webinar_hub import doctor, opening
from webinar_hub.config import Settings
folder = Path(sys.argv[1])
with opening.create_app(Settings(folder, database_url=f"sqlite:///{folder}/hub.db")).app_context():
    assert doctor.schema_problem()
print(*sys.modules)
"""
_COMMANDS = "import sys, webinar_hub.cli; print(*sys.modules)"


@pytest.mark.parametrize(
    ("program", "heavy"),
    [(_OPENED, _HEAVY), (_COMMANDS, _HEAVY | {"flask", "sqlalchemy"})],
    ids=["application", "commands"],
)
def test_a_start_imports_nothing_heavy(tmp_path: Path, program: str, heavy: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert heavy & set(done.stdout.decode().split()) == set()
