"""What a sentence of the interface is in the language of a story, so that stories are told once."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

import webinar_hub
from tests.conftest import LONG

LANGUAGES = ("id", "en") if LONG else ("id",)
"""The languages in which a story is told; what is too wide in English is looked for elsewhere."""
_CATALOGUE = (
    Path(webinar_hub.__file__).parent / "translations" / "id" / "LC_MESSAGES" / "messages.po"
)
_OWN_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


@cache
def _indonesian() -> dict[str, str]:
    """Return the Indonesian of each English sentence; both numbers of a sentence have one."""
    found: dict[str, str] = {}
    with _CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="id"):
            texts = message.string or ""
            for sentence in [message.id] if isinstance(message.id, str) else message.id:
                found[sentence] = texts if isinstance(texts, str) else texts[0]
    return found


class Words:
    """Sentences in one language, "id" or "en"."""

    def __init__(self, language: str) -> None:
        self.language = language

    @property
    def other(self) -> str:
        """Return the other language."""
        return "en" if self.language == "id" else "id"

    @property
    def own_name(self) -> str:
        """Return what the language is called in itself."""
        return _OWN_NAMES[self.language]

    def __call__(self, sentence: str, **values: object) -> str:
        """Return an English sentence of the interface in the story's language.

        Fail where the interface does not have it.
        """
        indonesian = _indonesian()[sentence]
        text = indonesian if self.language == "id" else sentence
        return text % values if values else text
