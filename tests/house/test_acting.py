"""Pages write through one door."""

from pathlib import Path

import webinar_hub

PAGES = sorted(Path(webinar_hub.__file__).parent.glob("*/pages/*.py"))


def test_no_page_writes_but_through_web_acting() -> None:
    assert len(PAGES) > 20
    assert [str(path) for path in PAGES if "db.write(" in path.read_text("utf-8")] == []
