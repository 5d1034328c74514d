"""Which of all questions of the matrix an ordinary run asks; a long one asks them all.

Left out is what can only be answered as its like was: whether a mark lets somebody in does not
depend on the thing, and what a link opens not on who holds it.
"""

import re
from collections.abc import Iterable, Iterator
from zlib import crc32

from tests.house import matrix
from tests.house.matrix import Found, House, Row
from tests.house.parts import PARTS, PROVINCE, REGIONS

TRIED = 2
"""How many links or buttons of one sort are tried on a page, of what no row was asked for."""
_EVERY_SORT = ("own", "foreign", "missing")
_OF_WHAT_IS_OPEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("visitor", "administrator"), _EVERY_SORT),
    **dict.fromkeys(("closed", "ended", "leader", "province"), ("own",)),
}
"""What is asked for where everybody may enter, the visitor for every thing, the others for one.

Nobody else does: it opens alike for whoever is signed in.
"""
_REFUSED_ALIKE = ("visitor", "viewer")
"""Who asks for what is missing where their mark does not let them in, the others what is there.

A mark is looked at in one place, before anything else.
"""
_LIKE_ANOTHER = (
    *("closed", "ended", "other leader", "other focal", "other officer"),
    *("all viewer", "district", "elsewhere", "mixed", "nation"),
)
"""Who differs from another in whose things are theirs, so that what is missing says nothing new.

They ask for what is foreign to them, and read one page of each kind of their own; they send no form
of their own, and where their pages lead is where those of the other lead.
"""
_READS_ONE = (*_LIKE_ANOTHER, "administrator", "viewer")
"""Who reads one page of each kind of their own, not two.

They are like another, may see alike wherever something lies, or see what the province sees.
"""
_SEARCH_NOTHING_NEW = (
    *("other leader", "other focal", "other officer", "elsewhere"),
    *("district", "mixed"),
)
"""Who searches as another does: the district as its province, the mixed as who looks at all."""
_LOOKS_NOTHING_UP = {"bahasa": 0, "dari": 1, "halaman": 1}
"""Names of queries that say in which language, by which way and on which page, alike everywhere.

With how many words a page is asked by each.
"""
_TYPED_IN = r'<input\b(?![^>]*\btype="(?:hidden|checkbox|radio))[^>]*\bname="{}"'

Ask = tuple[str, str, str]


def asked(house: House, row: Row, name: str, expected: str) -> list[Ask]:
    """Return kind, place and address of what a part asks a row for in an ordinary run.

    Where the table expects different answers for things of one sort (+) all of them, but of who is
    like another one of each sort.
    """
    if _is_open(row) and name not in _OF_WHAT_IS_OPEN:
        return []
    every = list(matrix.asks(house.stage, row))
    differing = "+" in expected and not is_like_another(name)
    if differing or (_is_open(row) and name == "visitor"):
        return every
    sorts: dict[tuple[str, str], list[Ask]] = {}
    for ask in every:
        sorts.setdefault(_sort(row, name, *ask[:2]), []).append(ask)
    wanted = _OF_WHAT_IS_OPEN[name] if _is_open(row) else _wanted(name, row)
    some = [_some(alike, row, name) for sort, alike in sorts.items() if sort[1] in wanted]
    return [ask for alike in some for ask in alike] or ([] if is_like_another(name) else every)


def _wanted(name: str, row: Row) -> tuple[str, ...]:
    if not matrix.enters(row, name):
        return ("there", "missing") if name in _REFUSED_ALIKE else ("there",)
    if is_like_another(name):
        return ("foreign",) if row.method == "POST" else ("own", "foreign")
    return _EVERY_SORT


def is_like_another(name: str) -> bool:
    """Say whether a part differs from another only in whose things are theirs."""
    return name in _LIKE_ANOTHER


def _is_open(row: Row) -> bool:
    return row.mark not in matrix.ENTERS


def _sort(row: Row, name: str, kind: str, place: str) -> tuple[str, str]:
    """Return the sort of things that are answered alike: their kind, and whose they are."""
    if not matrix.enters(row, name):
        return "", "there" if place else "missing"
    whose = matrix.ownership(row, kind, name, place)
    if _is_open(row):
        return "", whose
    return kind, whose


def _some(alike: list[Ask], row: Row, name: str) -> list[Ask]:
    kind, place, _address = alike[0]
    if not matrix.enters(row, name) or _is_open(row):
        return [next((ask for ask in alike if ask[1] == PROVINCE), alike[0])]
    if matrix.ownership(row, kind, name, place) != "own":
        return [alike[_turn(row, name) % len(alike)]]
    if row.method == "GET" and name not in _READS_ONE:
        return [alike[0], *alike[1:][-1:]]
    return [next((ask for ask in alike if ask[1] == PROVINCE), alike[0])]


def _turn(row: Row, name: str) -> int:
    """Return a number that is another one for each part, and begins anywhere for each row."""
    return crc32(" ".join(row.name).encode()) + list(PARTS).index(name)


def agrees(seen: str, expected: str) -> bool:
    """Say whether a cell is as the table has it, in what was asked for."""
    found, wanted = seen.split("/"), expected.split("/")
    return seen == expected or (
        len(found) == len(wanted)
        and all(
            one == "-" or {*one.split("+")} <= {*other.split("+")}
            for one, other in zip(found, wanted, strict=True)
        )
    )


def answered(house: House, found: list[Found]) -> Iterator[tuple[str, int]]:
    """Yield addresses of a row with their status: what was not asked is answered as its like."""
    row, name = found[0].row, found[0].name
    by_address = {each.address: each.answer.status for each in found}
    by_sort = {_sort(row, name, each.kind, each.place): each.answer.status for each in found}
    for kind, place, address in matrix.asks(house.stage, row):
        status = by_address.get(address) or by_sort.get(_sort(row, name, kind, place))
        if status is not None:
            yield address, status


def searched(answers: list[Found]) -> list[Found]:
    """Return which answers of a row are asked for again with a query.

    The first own thing of each kind: pages of one kind read their query alike.
    """
    own = [each for each in answers if each.ownership == "own" and each.answer.status == 200]
    first = {each.kind: each for each in reversed(own)}
    return [each for each in first.values() or answers if _searches(each)]


def _searches(found: Found) -> bool:
    """Say whether a page is asked again with a query: what is open to all by the visitor alone.

    To whom every place is their own nothing can be found that is not.
    """
    if _is_open(found.row):
        return found.name == "visitor"
    if found.name in _SEARCH_NOTHING_NEW:
        return False
    return not all(PARTS[found.name].has(place, looking=False) for place in REGIONS)


def words_for(page: str, field: str, words: list[str], keys: list[str]) -> Iterable[str]:
    """Return what a name of a page's query is asked with.

    Words where the page has a field to type them in, otherwise each kind of key, and one word.
    """
    if field in _LOOKS_NOTHING_UP:
        return words[: _LOOKS_NOTHING_UP[field]]
    return words if re.search(_TYPED_IN.format(re.escape(field)), page) else (words[0], *keys)
