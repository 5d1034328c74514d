"""Who agrees to what is asked of one query."""

import ast
from pathlib import Path

import webinar_hub

HOUSE = Path(webinar_hub.__file__).parent


def mentions(path: Path) -> list[str]:
    """Return the functions of a file that name the table, "" for the module itself."""
    found, text = [], path.read_text("utf-8")
    for part in ast.parse(text).body if "Consent" in text else ():
        names = {node.id for node in ast.walk(part) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(part) if isinstance(node, ast.Attribute)}
        if "Consent" in names:
            found.append(getattr(part, "name", ""))
    return found


def test_nothing_but_its_queries_reads_the_table_of_consents() -> None:
    readers = {
        str(path.relative_to(HOUSE)): named
        for path in HOUSE.rglob("*.py")
        if (named := mentions(path))
    }
    assert readers == {
        "people/queries.py": ["_consents", "_answers"],
        "people/actions.py": ["consent", "withdraw"],
        "people/personal.py": [""],
    }, "ask people.queries.agreed(); writing, and copying, moving and erasing, name the table"


def test_no_statement_in_words_reads_the_table_of_consents() -> None:
    words = [path for path in HOUSE.rglob("*.py") if "FROM consent" in path.read_text("utf-8")]
    assert words == []
