"""Decide which words a session has, and which are alike. Plain values in, an answer out."""

import re
from collections.abc import Collection, Iterable

from rapidfuzz.distance import OSA

from webinar_hub.kit.text import search_key
from webinar_hub.people.names import one_spelling
from webinar_hub.programmes.archive.models import WORD

ASKED = 6
"""How many words of a search count."""

_SHORT = 2
"""Words of so many letters say little."""

EXCERPT = 160
"""How many letters of a text are shown around a word at most."""

_FUZZY = 4
_TWO_SLIPS = 8
"""From how many letters on a word may have a slip, and two."""


def words_of(*texts: str) -> set[str]:
    """Return the words of texts as searches compare them."""
    return {word[:WORD] for text in texts for word in search_key(text).split()}


_COMMON = words_of(
    """
    ada agar akan anda antara apa atau bagi bahwa banyak beberapa belum bisa bukan dalam dan dapat
    dari dengan dia hal hanya harus hingga ini itu jadi jika juga kami karena kata kepada kita lagi
    lain lebih maka masih melalui mereka mulai namun oleh pada para perlu pula saat saja sama
    sampai sangat saya sebagai sebuah secara sedang sehingga sejak selama semua seperti serta setiap
    sudah supaya tanpa telah tentang terhadap tersebut tetapi tidak untuk yaitu yang
    all also and are been but can for from had has have her his how into its may more must not one
    our she should some than that the their them then there these they this those was were what when
    where which who will with would you your
    """
)
"""Words that nearly every text has."""


def said_words(text: str) -> set[str]:
    """Return the words of a long text by which it is found: none that nearly every text has.

    A number is that of a session, or stands in its title.
    """
    return {word for word in words_of(text) if word.isalpha() and _tells(word)}


def asked_words(typed: str) -> list[str]:
    """Return the words that somebody looks for, each once, in their order.

    Those that tell little count only where there is no other.
    """
    words = list(dict.fromkeys(word[:WORD] for word in search_key(typed).split()))
    return ([word for word in words if _tells(word)] or words)[:ASKED]


def _tells(word: str) -> bool:
    return word not in _COMMON and (len(word) > _SHORT or not word.isalpha())


def same(one: str, other: str) -> bool:
    """Say whether two words are the same in one spelling."""
    return one_spelling(one) == one_spelling(other)


def marked(text: str, words: Collection[str]) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it is one of some words or begins with one."""
    wanted = tuple(words)
    return [
        (part, bool(wanted) and search_key(part).startswith(wanted))
        for part in re.split(r"(\W+)", text)
        if part
    ]


def excerpt(text: str, words: Collection[str]) -> str:
    """Return the sentence of a text that holds one of some words, "" where none does.

    Of a long one what stands around the word.
    """
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
        if not any(word in search_key(sentence) for word in words):
            continue
        parts = marked(sentence.strip(), words)
        at = next((number for number, (_part, found) in enumerate(parts) if found), None)
        if at is not None:
            before = sum(len(part) for part, _found in parts[:at])
            return _around("".join(part for part, _found in parts), before)
    return ""


def _around(sentence: str, at: int) -> str:
    """Return what stands around a place of a sentence, whole words of it."""
    if len(sentence) <= EXCERPT:
        return sentence
    begins = max(0, min(at - EXCERPT // 3, len(sentence) - EXCERPT))
    cut = sentence[begins : begins + EXCERPT]
    first = cut.partition(" ")[2] if begins else cut
    whole = begins + EXCERPT >= len(sentence)
    return ("… " if begins else "") + (first if whole else first.rpartition(" ")[0] + " …")


def keys_of(word: str) -> set[str]:
    """Return the keys of a word: its one spelling, also with any one letter left out.

    Two words with one slip between them share a key: a letter more, less, another, or two in the
    other order.
    """
    spelled = one_spelling(word)
    if len(spelled) < _FUZZY or not spelled.isalpha():
        return {spelled}
    return {spelled} | {spelled[:at] + spelled[at + 1 :] for at in range(len(spelled))}


def slips(typed: str, word: str) -> int | None:
    """Return how many slips are between two words, None for too many to be meant."""
    one, other = one_spelling(typed), one_spelling(word)
    most = one.isalpha() * ((len(one) >= _FUZZY) + (len(one) >= _TWO_SLIPS))
    found = OSA.distance(one, other, score_cutoff=most)
    return found if found <= most else None


def nearest(typed: str, words: Iterable[str]) -> str | None:
    """Return the word that is meant by one that nobody knows, None where none is near."""
    near = [(found, word) for word in set(words) if (found := slips(typed, word)) is not None]
    return (
        min(near, key=lambda each: (each[0], each[1][0] != typed[0], each[1]))[1] if near else None
    )
