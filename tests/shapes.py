"""Trees of pages: html5lib reads each shape of a page once, and is strict with it.

A shape is a page without its texts and the values of its attributes. They cannot make a page that
is well formed into one that is not, as long as they hold no character with a meaning of its own; so
where a shape is known they are put into a copy of its tree.
"""

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element

import html5lib
from html5lib.html5parser import ParseError

_PLAIN = r"""(?:[^<>"&\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufffe-\U0010ffff]|&(?:amp|lt|gt|quot|#34|#39);)+"""
_WORDS = re.compile(
    rf'="({_PLAIN})"|(?<=>)(\s*)(?=\S)({_PLAIN})(?=<)|(?<=ld\+json">)([^<]+)(?=</script>)'
)
_MARK = re.compile("\ue000(\\d+)\ue001")
_NO_SHAPE = re.compile('<!--|="[^"]*[<>]|[\ue000\ue001]')


def tree(page: str) -> Element:
    """Return the tree of a page; raise ParseError for what HTML5 forbids."""
    if _NO_SHAPE.search(page):
        return strictly(page)
    words: list[str] = []

    def mark(found: re.Match[str]) -> str:
        value, space, text, data = found.groups(default="")
        words.append(data or unescape(value or text))
        marked = f"\ue000{len(words) - 1}\ue001"
        return f'="{marked}"' if value else f"{space}{marked}"

    try:
        return _shape(_WORDS.sub(mark, page)).filled(words)
    except ParseError:
        return strictly(page)


def strictly(page: str) -> Element:
    """Return the tree that html5lib makes of a page, however often it saw one like it."""
    made: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return made


@dataclass(frozen=True)
class _Shape:
    """The tree of a shape, and where words stand in it: at which element, where there, which."""

    bare: Element
    places: tuple[tuple[int, str, str, int, str], ...]

    def filled(self, words: list[str]) -> Element:
        """Return the tree with these words."""
        made = deepcopy(self.bare)
        elements = list(made.iter())
        for number, where, before, which, after in self.places:
            _put(elements[number], where, f"{before}{words[which]}{after}")
        return made


_TEXT, _TAIL = "", "/"


def _put(element: Element, where: str, words: str) -> None:
    if where == _TEXT:
        element.text = words
    elif where == _TAIL:
        element.tail = words
    else:
        element.set(where, words)


@lru_cache(maxsize=400)
def _shape(marked: str) -> _Shape:
    bare = strictly(marked)
    places = []
    for number, element in enumerate(bare.iter()):
        for where, text in ((_TEXT, element.text), (_TAIL, element.tail), *element.items()):
            before, *found = _MARK.split(text or "")
            if found:
                which, after = found
                places.append((number, where, before, int(which), after))
    return _Shape(bare, tuple(places))
