"""Every sentence that people can read exists in English and in Bahasa Indonesia."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import wtforms
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from webinar_hub.config import ROOT

_SOURCES = (ROOT / "webinar_hub", ROOT / "templates", Path(wtforms.__file__).parent)


def _extracted() -> Catalog:
    """Return every sentence of code, templates and form library, as `make texts` reads them."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"][
        "mappings"
    ]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {
        mapping["pattern"]: {k: v for k, v in mapping.items() if k not in ("pattern", "method")}
        for mapping in mappings
    }
    found = Catalog()
    for folder in _SOURCES:
        for name, line, message, _comments, _context in extract_from_dir(
            folder,
            methods,
            options,
            {**DEFAULT_KEYWORDS, "_": None},
            directory_filter=lambda _name: True,
        ):
            found.add(message, locations=[(name, line)])
    return found


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    return _extracted()


@pytest.fixture(scope="module")
def indonesian() -> Catalog:
    with (ROOT / "webinar_hub" / "translations" / "id" / "LC_MESSAGES" / "messages.po").open(
        "rb"
    ) as file:
        return read_po(file, locale="id", abort_invalid=True)


def _said(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _translated(message: Message) -> Iterator[str]:
    yield from ([message.string] if isinstance(message.string, str) else message.string or ())


def test_every_sentence_has_its_translation(extracted: Catalog, indonesian: Catalog) -> None:
    missing = []
    for message in extracted:
        known = indonesian.get(message.id) if message.id else None
        if message.id and (known is None or known.fuzzy or not all(_translated(known))):
            missing.append(
                f"{message.locations[0][0]}:{message.locations[0][1]}: {_said(message)[0]!r}"
            )
    assert missing == [], f"{len(missing)} sentences are missing in messages.po"


def test_no_translation_is_left_over(extracted: Catalog, indonesian: Catalog) -> None:
    over = [
        _said(message)[0]
        for message in indonesian
        if message.id and extracted.get(message.id) is None
    ]
    assert over == []


def test_one_word_for_one_thing(indonesian: Catalog) -> None:
    """People write "email"; "surel" or "e-mail" beside it would look like something else."""
    mixed = [
        text
        for message in indonesian
        for text in _translated(message)
        if re.search(r"(?i)\b(surel|e-mail)\b", text)
    ]
    assert mixed == []


def test_translations_keep_every_place(indonesian: Catalog) -> None:
    wrong = []
    for message in indonesian:
        places = [set(re.findall(r"%\((\w+)\)", text)) for text in _said(message)]
        if message.id:
            wrong += [
                f"{_said(message)[0]!r} → {text!r}"
                for text in _translated(message)
                if set(re.findall(r"%\((\w+)\)", text)) not in places
            ]
    assert wrong == []
