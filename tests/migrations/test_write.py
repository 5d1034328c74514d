"""The next step is written from what somebody says that it does."""

import shutil
from pathlib import Path

import pytest

from webinar_hub import migrations
from webinar_hub.migrations import write


def test_a_step_is_named_by_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = f"{int(migrations.last()) + 1:04}"
    folder = Path(shutil.copytree(migrations.FOLDER, tmp_path / "migrations"))
    monkeypatch.setattr(migrations, "FOLDER", folder)
    write.main("Back a topic")
    step = folder / "versions" / f"{number}_back_a_topic.py"
    assert "# ###" not in step.read_text("utf-8")
