"""A tree by a page's shape is the one that html5lib makes, and nothing wrong is overlooked."""

from xml.etree.ElementTree import tostring

import pytest
from html5lib.html5parser import ParseError

from tests.html import broken_rules
from tests.shapes import strictly, tree

_PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{0}</title>
<script type="application/ld+json">{{"name": "{1}"}}</script></head><body><h1 id="{2}">{0} <b>{3}</b>
{4}</h1><form method="post" action="{5}"><input type="hidden" name="a" value="{6}"><textarea>
{7}</textarea><select><option value="{8}">{9}<option selected>{0}</select></form><pre>
{1}</pre><table><tr><td>{2}<td>{3}<tr><td title="{4}">{5}</table><svg viewBox="0 0 1 1"><path d="M0"/><text>{6}</text></svg>
<p>{7}<br>{8}<img src="{9}" alt=""><p>{0}</body></html>"""
_WORDS = [
    *("Siti", "", " ", "Siti Aminah ", " Siti", "a\nb", "\na", "Tom &amp; Jerry", "&lt;b&gt;"),
    *("l&#39;Or", "&#34;a&#34;", "&quot;", "&eacute;", "\xa0", "é", "\u2026", "\U0001f600", "x=1"),
    *("0", "]]", "--", "/", "\t"),
]


def _page(first: int) -> str:
    return _PAGE.format(*(_WORDS[(first + 7 * each) % len(_WORDS)] for each in range(10)))


def test_a_page_like_another_has_the_tree_that_html5lib_makes() -> None:
    for first in range(len(_WORDS)):
        assert tostring(tree(_page(first))) == tostring(strictly(_page(first))), first


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<p>a</p>", "<p>a</p></b>"),
        ("<p>a</p>", "<p>a &copy b</p>"),
        ("<p>a</p>", "<p>a &unknown; b</p>"),
        ("<p>a</p>", "<p>a\x00b</p>"),
        ("<p>a</p>", "<p>a\ufdd0b</p>"),
        ('<p id="a">a</p>', '<p id="a&b;">a</p>'),
        ('<p id="a">a</p>', '<p id="a" id="b">a</p>'),
        ('<p id="a">a</p>', '<p id="a"class="b">a</p>'),
        ('<p id="a">a</p>', '<p id="a">a<p class="b>a</p>'),
        ("<table> <tr><td>a</table>", "<table> <td>a</table>"),
        ("<p>a</p><!-- b -->", "<p>a</p><!-- b -- c -->"),
    ],
)
def test_what_is_wrong_is_refused_though_its_like_was_read(good: str, bad: str) -> None:
    head = '<!doctype html><html lang="id"><head><title>a</title></head><body>'
    tree(f"{head}{good}</body></html>")
    with pytest.raises(ParseError):
        strictly(f"{head}{bad}</body></html>")
    with pytest.raises(ParseError):
        tree(f"{head}{bad}</body></html>")


def test_rules_are_held_to_what_a_page_says_and_not_to_its_shape() -> None:
    page = '<!doctype html><html lang="id"><title>a</title><h1 id="a">b</h1><p id="{}">c</p></html>'
    assert broken_rules(page.format("b")) == []
    assert broken_rules(page.format("a")) == ["the id 'a' stands twice or is empty"]
