"""What a test reads of a page in English."""

import re
from xml.etree.ElementTree import Element

from tests import html
from tests.client import EN, Client


def page(client: Client, path: str) -> Element:
    """Return the tree of a page in English."""
    answer = client.get(path, headers=EN)
    assert answer.status_code == 200
    return html.parse(answer.text)


def head(tree: Element) -> str:
    """Return the text of the page's h1."""
    return html.text_of(next(tree.iter("h1")))


def lines(tree: Element, tag: str = "tr") -> list[str]:
    """Return the texts of all table rows (or other elements)."""
    return [html.text_of(element) for element in tree.iter(tag)]


def after_the_hours(line: str) -> str:
    """Return what a line says behind its hours, the last of which may name its day."""
    return re.split(r"WIT\b(?: \(\w+\))?", line)[-1].strip()


def links_to(tree: Element, words: str) -> list[str]:
    """Return where the links of these words lead."""
    return [link.get("href", "") for link in tree.iter("a") if html.text_of(link) == words]
