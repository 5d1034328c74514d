"""The papers name every setting, command and job, and nothing that is not there."""

import re
from dataclasses import fields

from webinar_hub import cli
from webinar_hub.app import declared
from webinar_hub.config import PREFIX, ROOT, Settings
from webinar_hub.web import runs


def _paper(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def test_every_setting_is_explained_and_no_other() -> None:
    named = set(re.findall(r"^\| `(\w+)`", _paper("settings.md"), re.MULTILINE))
    assert named == {field.name for field in fields(Settings)}


def test_every_variable_of_the_environment_that_is_named_exists() -> None:
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    papers = "\n".join(
        path.read_text("utf-8") for path in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    )
    assert set(re.findall(rf"{PREFIX}[A-Z_]+\w", papers)) - known == set()


def test_every_command_is_explained_and_no_other() -> None:
    offered = set(re.findall(r"^ {4}([a-z][a-z-]*)", cli._parser().format_help(), re.MULTILINE))
    assert set(re.findall(r"^\| `([a-z-]+)[ `]", _paper("operating.md"), re.MULTILINE)) == offered


def test_every_job_is_explained_and_no_other() -> None:
    known = {job.name for brought in declared("jobs", "JOBS") for job in brought}
    known.add(runs.HEARTBEAT)
    assert set(re.findall(r"^\| `(\w+_\w+)`", _paper("operating.md"), re.MULTILINE)) == known


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    papers = "\n".join(
        path.read_text("utf-8") for path in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    )
    assert set(re.findall(r"`make ([a-z-]+)", papers)) - targets == set()


def test_every_file_that_the_papers_name_is_there() -> None:
    papers = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {
        (paper, path)
        for paper in papers
        for path in re.findall(
            r"`((?:tests|docs|webinar_hub|templates|static)/[\w/.-]+)`", paper.read_text("utf-8")
        )
    } | {
        (paper, f"webinar_hub/{path}")
        for paper in papers
        for path in re.findall(r"`([a-z_]+/[\w/]+\.py)`", paper.read_text("utf-8"))
        if not path.startswith(("tests/", "webinar_hub/"))
    }
    linked = {
        (paper, link)
        for paper in papers
        for link in re.findall(r"\]\(([\w/.-]+)\)", paper.read_text("utf-8"))
    }
    missing = [(paper.name, path) for paper, path in named if not (ROOT / path).exists()]
    missing += [(paper.name, link) for paper, link in linked if not (paper.parent / link).exists()]
    assert sorted(missing) == []
