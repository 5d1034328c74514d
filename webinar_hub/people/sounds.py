"""Under which keys a name is found in another spelling.

A coarse net, whose catch is compared word by word afterwards.
"""

import re

from webinar_hub.people.names import in_order, loose_words

_WORDS = 6
"""Words of a name that count; whoever has more is found by the first six."""

_SOFT = re.compile(r"[aeiouhjw]")


def sounds(name: str) -> frozenset[str]:
    """Return the keys of a name: its words as consonants, sorted, also with words left out.

    A name of three words and more is also found without any one of them; one with initials by a
    whole word and the first letters of the others.
    """
    words = loose_words(name)[:_WORDS]
    whole = [_consonants(word) for word in words if len(word) > 1]
    found = {in_order(whole)} if whole else set()
    if len(whole) > 2:
        found |= {in_order(whole[:place] + whole[place + 1 :]) for place in range(len(whole))}
    if len(words) > 1:
        found |= {_with_initials(words, place) for place, word in enumerate(words) if len(word) > 1}
    return frozenset(key[:80] for key in found)


def _consonants(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word[0] + _SOFT.sub("", word[1:]))


def _with_initials(words: list[str], place: int) -> str:
    others = words[:place] + words[place + 1 :]
    return f"{_consonants(words[place])}. {''.join(sorted(word[0] for word in others))}"
