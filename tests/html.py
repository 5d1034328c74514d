"""Read pages as a browser does, and hold them to the house rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree.ElementTree import Element

from tests import shapes

# The language switch proves itself by the Origin header, so that pages with it can be kept by
# caches.
_WITHOUT_TOKEN = ("/bahasa",)
_NEED_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}


@dataclass
class Form:
    """A form of a page as a browser would send it: fields holds what stands in it, in order."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


@lru_cache(maxsize=16)
def parse(page: str) -> Element:
    """Return the tree of a page, only to be read; raise ParseError for what HTML5 forbids."""
    return shapes.tree(page)


def text_of(element: Element) -> str:
    """Return all text inside an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def forms(tree: Element) -> list[Form]:
    """Return the forms of a page."""
    return [_form(element) for element in tree.iter("form")]


def _form(element: Element) -> Form:
    form = Form(element.get("action", ""), element.get("method", "get").lower())
    for control in element.iter():
        name = control.get("name")
        if not name or control.tag not in ("input", "select", "textarea", "button"):
            continue
        form.names.add(name)
        for value in _sent(control):
            form.fields.setdefault(name, []).append(value)
    return form


def _sent(control: Element) -> Iterator[str]:
    """Yield what a control sends when nobody touches it."""
    kind = control.get("type", "text")
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        yield from (option.get("value", text_of(option)) for option in chosen)
    elif control.tag == "textarea":
        yield (control.text or "").removeprefix("\n")
    elif control.tag == "input" and kind in ("checkbox", "radio"):
        if control.get("checked") is not None:
            yield control.get("value", "on")
    elif control.tag == "input" and kind not in ("submit", "button", "image", "file"):
        yield control.get("value", "")


def broken_rules(page: str) -> list[str]:
    """Return what is wrong with a page, in words.

    An empty list when it is as the house wants it.
    """
    tree = parse(page)
    root = tree if tree.tag == "html" else tree.find("html")
    assert root is not None
    return [
        *_frame(root),
        *_ids(root),
        *_labels(root),
        *_inline(root),
        *_tokens(root),
        *_buttons(root),
    ]


def _frame(root: Element) -> Iterator[str]:
    if root.get("lang") not in ("id", "en"):
        yield "the page does not say its language"
    titles = [text_of(title) for title in root.iter("title")]
    if len([title for title in titles if title]) != 1:
        yield f"titles: {titles}"
    heads = [text_of(head) for head in root.iter("h1")]
    if len([head for head in heads if head]) != 1 or len(heads) != 1:
        yield f"h1: {heads}"


def _ids(root: Element) -> Iterator[str]:
    seen: set[str] = set()
    for element in root.iter():
        name = element.get("id")
        if name is None:
            continue
        if name in seen or not name:
            yield f"the id {name!r} stands twice or is empty"
        seen.add(name)
    for element in root.iter():
        spoken_of = [
            *element.get("aria-describedby", "").split(),
            *element.get("aria-labelledby", "").split(),
            *element.get("for", "").split(),
        ]
        yield from (
            f"{element.tag} speaks of the id {name!r}, which is not there"
            for name in spoken_of
            if name not in seen
        )


def _labels(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label") if text_of(label)}
    inside = {
        id(control) for label in root.iter("label") if text_of(label) for control in label.iter()
    }
    for control in root.iter():
        if (
            control.tag not in ("input", "select", "textarea")
            or control.get("type") in _NEED_NO_LABEL
        ):
            continue
        named = (
            control.get("aria-label")
            or control.get("aria-labelledby")
            or control.get("id") in labelled
            or id(control) in inside
        )
        if not named:
            yield f"{control.tag} {control.get('name')!r} has no label"
    for image in root.iter("img"):
        if image.get("alt") is None:
            yield f"the image {image.get('src')} has no alt text"


def _inline(root: Element) -> Iterator[str]:
    for element in root.iter():
        # A block of data is never run; the policy of scripts does not touch it.
        data = element.get("type") == "application/ld+json"
        script = element.tag == "script" and not element.get("src") and not data
        if element.tag == "style" or script:
            yield f"inline {element.tag}"
        yield from (
            f"{element.tag} has {name}="
            for name in element.attrib
            if name == "style" or name.startswith("on")
        )
        for name in ("href", "src", "action"):
            drawn = element.tag == "img" and element.get(name, "").startswith("data:image/svg+xml")
            if not drawn and element.get(name, "").strip().lower().startswith(
                ("javascript:", "data:")
            ):
                yield f"{element.tag} has {name}={element.get(name)}"


def _tokens(root: Element) -> Iterator[str]:
    for form in forms(root):
        if (
            form.method == "post"
            and form.action not in _WITHOUT_TOKEN
            and not any(form.fields.get("csrf_token", []))
        ):
            yield f"the form {form.action!r} has no token against forgery"


def loud(root: Element) -> list[str]:
    """Return the words on the primary actions of a page."""
    return [
        text_of(element)
        for element in root.iter()
        if {"btn", "q"} & set(element.get("class", "").split()) == {"btn"}
    ]


def _buttons(root: Element) -> Iterator[str]:
    found = loud(root)
    if len(found) > 1:
        yield f"more than one loud button: {found}"
