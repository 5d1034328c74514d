"""What no answer may ever be or hold, whatever the table says."""

from collections.abc import Callable, Iterable, Iterator

from tests.house import hostile, parts
from tests.house.matrix import ENTERS, OPEN, SIGNED_OUT, Answer, Found, House, enters
from tests.house.parts import DRAFT, GUESTS, PARTS, REGIONS, SPENT, Part
from webinar_hub.network import scope

_GUESTS_READ = (
    "attendance_desk.meeting",
    "attendance_desk.evidence",
    "attendance_desk.attendees",
    "filing_desk.of_session",
    "reports_desk.meeting",
    "group_desk.text",
)
"""What a province sees of a session of others.

Its own people in it alone, which the markers watch.
"""


_NATION_ALONE = ("network_desk.conduct",)
"""What concerns the whole network, though a secretariat's mark stands on it.

There is one code of conduct.
"""


_WANTS_A_WORD = ("web.arrive",)
"""What answers only to a word that the doctor wrote down just before.

For everybody else it is not there.
"""


def wrong(found: Found) -> str:
    """Say what is wrong with an answer whatever the table holds; "" for nothing."""
    row, status = found.row, found.answer.status
    if row.mark in ENTERS and found.name in SIGNED_OUT:
        return (
            ""
            if found.answer.signs_in or status == 401
            else "whoever is not signed in must be led to sign in"
        )
    if not enters(row, found.name) and not PARTS[found.name].proved:
        return (
            ""
            if found.answer.location.partition("?")[0].endswith("/langkah-kedua")
            else "the second step comes first"
        )
    if not enters(row, found.name):
        return (
            ""
            if status == 403
            else "the mark must refuse with 403, whether the thing is there or not"
        )
    if found.ownership == "foreign":
        return _wrong_foreign(found)
    if found.ownership == "missing" or row.rule.endpoint in _WANTS_A_WORD:
        return "" if status in (404, 410) else "what is not there must be 404"
    if status in (400, 404, 405) or status >= 500 or (found.answer.signs_in and row.mark in ENTERS):
        return "what is one's own must open"
    part = PARTS[found.name]
    if row.mark == "personal" and found.name != "visitor":
        # Their browser did not type the code that opens the participant's data.
        return ""
    if row.rule.endpoint in _NATION_ALONE and not part.has(parts.NATION, looking=False):
        return "" if status == 403 else "this is for whoever answers for the whole network"
    only_leads_or_looks = bool(part.leads or part.looks_at or not part.runs) and (
        row.method == "POST" or row.mark == "desk"
    )
    return "403 is for who leads or only looks" if status == 403 and not only_leads_or_looks else ""


def with_own_people_alone(name: str, kind: str, place: str) -> bool:
    """Say whether what was asked for stands on the part's desk with its own people alone.

    Of guests, or to come of a secretariat above.
    """
    regions = PARTS[name].runs + PARTS[name].looks_at
    if place == GUESTS:
        return bool(regions)
    if kind != "meeting" or place not in REGIONS or place == DRAFT:
        return False
    above = REGIONS[place] or ""
    return any(region and region != above and scope.inside(region, above) for region in regions)


def _wrong_foreign(found: Found) -> str:
    status = found.answer.status
    if status == 404 or (found.place == SPENT and status == 410):
        return ""
    if (
        with_own_people_alone(found.name, found.kind, found.place)
        and found.row.mark in ("desk", "reader")
        and (status == 403 or found.row.rule.endpoint in _GUESTS_READ)
    ):
        return ""
    return "what is not theirs must be 404"


def careless(found: Found) -> str:
    """Say what an answer does that none may do; "" for nothing."""
    answer, row = found.answer, found.row
    if answer.wrote and (
        row.method != "POST" or answer.status in (400, 403, 404) or answer.signs_in
    ):
        return "it changed the database"
    if answer.status >= 500:
        return "it is broken"
    if hostile.shows_a_tag(answer.text, answer.headers):
        return "it shows a text as a tag"
    if (
        not answer.headers.get("Content-Security-Policy", "").startswith("default-src 'none'")
        or answer.headers.get("X-Content-Type-Options") != "nosniff"
    ):
        return "a header that keeps it safe is missing"
    kept = row.mark == "public" and answer.status in (200, 304)
    if not kept and "no-store" not in answer.headers.get("Cache-Control", ""):
        return "a cache may keep it"
    return ""


_LEADS_READS = {"nama", "lembaga", "layar", "laporan", "ruang", "antre"}
_STANDS_READS = {"pemegang"}
_CARES_READS = {"nama", "kebutuhan", "surel", "telepon"}
_LOOKS_NOT = {
    "donatur",
    "telepon",
    "surel",
    "alamat",
    "undangan",
    "surat",
    "tabel",
    "narahubung",
    "usulan",
    "gagal",
}
_OF_ONESELF = {
    "nama",
    "surel",
    "telepon",
    "layar",
    "alamat",
    "lembaga",
    "pemegang",
    "pelihat",
    "undangan",
    "ruang",
    "kebutuhan",
    "isian",
    "kalender",
    "usulan",
    "gagal",
}


def may_read(found: Found, place: str, secret: str) -> bool:
    """Say whether an answer may hold a secret of this kind and place."""
    part = PARTS[found.name]
    if secret == "sekretaris" and place == part.home:
        # The desk says to each who they are signed in as, on its error pages, too.
        return True
    return _may_read(found, part, place, secret)


def _may_read(found: Found, part: Part, place: str, secret: str) -> bool:
    if found.kind == "check code":
        return secret == "pemegang" and place == found.place
    if found.row.mark == "personal":
        allowed = {"donatur"} if found.row.rule.endpoint.startswith("reports.") else _OF_ONESELF
        return secret in allowed and found.ownership == "own" and place == found.place
    if not enters(found.row, found.name) or found.row.mark in OPEN:
        return False
    if found.row.mark == "focal":
        return place == part.stands and secret in _STANDS_READS
    if found.row.mark == "inclusion":
        return part.cares_for(place) and secret in _CARES_READS
    if secret == "kebutuhan":
        return False
    if secret == "langkah":
        # Whoever answers for the nation finds the person, but not that a second step is to be
        # reset.
        return part.administrator or (
            part.has(place, looking=False)
            and not found.row.rule.endpoint.startswith("accounts_desk.")
        )
    if secret == "tabel":
        return part.home == place
    if part.leads:
        return place == part.leads and secret in _LEADS_READS
    return part.has(place, looking=False) or (
        part.has(place, looking=True) and secret not in _LOOKS_NOT
    )


def secrets_in(house: House, found: Found) -> list[tuple[str, str]]:
    """Return place and kind of each secret that an answer holds, in its body or its headers."""
    text = "\n".join((found.answer.text, *found.answer.headers.values())).lower()
    # Most lines hold none: looking for each secret in them would be most of the work.
    secret = "\n".join(line for line in text.split("\n") if parts.SECRET in line)
    squeezed = "".join(text.split()).replace("-", "")
    return [
        (place, kind)
        for place, words in house.stage.secrets.items()
        for kind, word in words.items()
        if word.lower() in (squeezed if kind == "telepon" else secret)
    ]


def everything(_page: str, _field: str, words: list[str], keys: list[str]) -> Iterable[str]:
    """Return all that a name of a page's query can be asked with."""
    return (*words, *keys)


def searches(
    house: House,
    found: Found,
    asked: Callable[[str, str, str], Answer] | None = None,
    chosen: Callable[[str, str, list[str], list[str]], Iterable[str]] = everything,
) -> Iterator[Found]:
    """Ask again with everything a page's query can be asked with.

    Words and keys of places that are not the part's own.

    asked: asks instead of the house. chosen: which words and keys a name of the query takes.
    """
    if found.row.method != "GET" or found.answer.status != 200:
        return
    abroad = (
        parts.PROVINCE
        if PARTS[found.name].home == parts.ELSEWHERE or found.name == "other leader"
        else parts.ELSEWHERE
    )
    words = [
        house.stage.secrets[abroad][kind][:-3]
        for kind in ("nama", "lembaga", "pemegang", "telepon")
    ]
    keys = [
        house.stage.things[kind][abroad]["key"]
        for kind in ("letter", "organisation", "meeting", "role holder")
    ]
    for name in sorted(found.answer.asked):
        for typed in chosen(found.answer.text, name, words, keys):
            address = f"{found.address}?{name}={typed}"
            yield Found(
                found.row,
                found.name,
                found.kind,
                found.place,
                address,
                (asked or house.ask)(found.name, "GET", address),
            )
