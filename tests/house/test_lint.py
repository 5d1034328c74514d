"""What must not be written anywhere, found by reading the sources."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from webinar_hub.config import ROOT

_CODE = tuple(path for path in (ROOT / "webinar_hub").rglob("*.py"))
_TEMPLATES = tuple(path for path in (ROOT / "templates").rglob("*.*"))
_WORK = (*_CODE, *(path for room in ("tests", "bench") for path in (ROOT / room).rglob("*.py")))
_SCRIPTS = tuple(path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts)


def _lines_with(pattern: str, files: tuple[Path, ...], *, but: tuple[str, ...] = ()) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted(files)
        if str(path.relative_to(ROOT)) not in but
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if wanted.search(line)
    ]


@pytest.mark.parametrize(
    ("pattern", "files", "but"),
    [
        (r"\|\s*safe\b|autoescape\s+false", _TEMPLATES, ()),
        (r"\bMarkup\(", _CODE, ("webinar_hub/web/shell.py", "webinar_hub/web/templates.py")),
        (
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
            _SCRIPTS,
            (),
        ),
        (r"_external", _CODE + _TEMPLATES, ("webinar_hub/kit/links.py",)),
        (r"\bParagraph\(", _CODE, ()),
        (r"\btext\(f[\"'](?!PRAGMA)|execute\(f[\"'](?!PRAGMA)|\.format\(.*\bSELECT\b", _CODE, ()),
        (
            r"datetime\.(?:now|utcnow|today)\(|\bdate\.today\(|\btime\.time\(",
            _CODE,
            ("webinar_hub/kit/clock.py",),
        ),
        (r"\.commit\(\)", _CODE, ("webinar_hub/kit/db.py", "webinar_hub/kit/compiled.py")),
        (r"request\.(?:host_url|url_root|base_url|url)\b", _CODE + _TEMPLATES, ()),
        (r"src=[\"'](?:https?:)?//|<link[^>]+href=[\"'](?:https?:)?//", _TEMPLATES, ()),
        (r"\{%-?\s*trans\b(?!.*\btrimmed\b)[^%]*%\}\s*$", _TEMPLATES, ()),
    ],
)
def test_nothing_forbidden_is_written(
    pattern: str, files: tuple[Path, ...], but: tuple[str, ...]
) -> None:
    assert _lines_with(pattern, files, but=but) == []


def test_every_package_says_what_it_is() -> None:
    folders = {
        path.parent
        for root in ("webinar_hub", "tests", "bench")
        for path in (ROOT / root).rglob("*.py")
    }
    silent = [
        str(folder.relative_to(ROOT))
        for folder in folders
        if not _docstring(folder / "__init__.py")
    ]
    assert silent == []


def _docstring(path: Path) -> bool:
    return path.is_file() and path.read_text("utf-8").startswith('"""')


def test_files_keep_to_one_subject() -> None:
    lengths = {
        path: path.read_text("utf-8").count("\n") for path in _WORK if "versions" not in path.parts
    }
    long = [
        f"{path.relative_to(ROOT)}: {length}" for path, length in lengths.items() if length > 400
    ]
    assert long == []


def _too_long(path: Path) -> Iterator[str]:
    """Yield the lines over 100 columns, but those that a sentence or an address makes so long."""
    content = path.read_text("utf-8")
    wide = [number for number, line in enumerate(content.splitlines(), 1) if len(line) > 100]
    if not wide:
        return
    nodes = list(ast.walk(ast.parse(content)))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    said = {
        number
        for node in nodes
        if _is_text(node) and id(node) not in docstrings
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    yield from (f"{path.relative_to(ROOT)}:{number}" for number in wide if number not in said)


def _is_text(node: ast.AST) -> TypeGuard[ast.expr]:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    )


def test_lines_end_within_100_columns_but_for_sentences() -> None:
    assert [line for path in _WORK for line in _too_long(path)] == []
