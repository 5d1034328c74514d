"""Names as Indonesians write them: titles apart, one key for identity, a looser one to propose."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

ERASED = "–"
"""What stands where the name of somebody was who had their data erased."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Titles before the name. Nobility, caste and clan (R., Rr., I Gusti, Teuku, Daeng) are part of the
# name and stand in no list.
_FRONT = _set(
    "prof dr drg drh ir drs dra ns apt h hj kh ust ustaz ustadz ustadzah ustazah pdt rm romo sr br tgk tgh pst mgr pdm pdp ev fr bd hc"
)
# These are also words or clan marks (br Sitompul), so that only the written dot makes them titles.
_FRONT_WITH_DOT = _set("rm sr br ev fr bd hc pst")
_AFTER = _set(
    """
    ssos ssosi sst ssit stsos strsos mtrsos strkep strkeb strkes mkesos msi msw phd mphil mph mpa
    mba ma mm mh mt mp mkes mkep mkeb mpd mpdi mag mhum mkom mikom msn mars map macc mak mkn mth
    mdiv mmin mtpm menv mdev msc bsc ba bba beng llm lc jd md edd dba dmin sth sag shi shum sh se
    sei sy ssy spd spdi spsi skm skep skeb sked skg skh ked ip sip sap sikom skom skpm sp spt spi
    shut sstp si ss sn ssn st sti ssi sfarm sgz stp skmmkes spak ak ca cpa cma aks amd amdkeb amdkep
    amdkes amdpeksos amk ama amdgz ns ners apt psikolog gr ipm ipu aseaneng cht cpm cps chrp chrm sj
    ofm svd cm osu prr ssps ocd cicm msc msf pr ofmcap sx ocarm cssr scj cb
    """
)
# Without a dot or a comma a title needs its usual capitals, or the surname Se would become a
# degree.
_AFTER_UNDOTTED = _set(
    """
    SE SH ST SP SS SPd SSos SSi SKM SKep SKom SPsi SAg SSTP SIP SIKom SPt SHut SFarm SST MM MH MT
    MSi MSos MPd MKes MKep MKM MHum MKom MAP MPH MBA MSc MSW MPA BSc PhD LLM Lc AMd Amd AMK AKS Ners
    """
)
_AFTER_FAMILY = re.compile(r"(?:s\.tr|m\.tr|a\.md|sp|s\.st)\.[a-z.()-]+$", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?:[A-Za-z]{1,6}\.)+[A-Za-z]{1,7}\.?(?:\([A-Za-z.]+\))?$")
_DOTTED_FRONT = re.compile(r"\s*(K\.\s?H|\(?H\.\s?C|\(?[A-Za-z]{1,8})\.\)?\s*", re.IGNORECASE)
_BARE_FRONT = re.compile(r"\s*\(?([A-Za-z]{1,8})\)?\s+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼʻʹ′‛"))


class LongName(Refused):
    """The name or its titles do not fit where they are kept."""

    sentence = _("The name or its titles are too long. Please shorten them.")


class NumberAsName(Refused):
    """What stands for a name is a number or an address."""

    sentence = _("This is a number or an address. Write a name here.")


class PictureInName(Refused):
    """The name has pictures, which no certificate can print, or nothing but signs."""

    sentence = _("Write the name in letters, without emoji.")


def refuse_no_name(typed: str) -> None:
    """Raise NumberAsName or PictureInName for what cannot be anybody's name."""
    letters, digits = (sum(holds(c) for c in typed) for holds in (str.isalpha, str.isdigit))
    if digits > letters or "@" in typed:
        raise NumberAsName
    if not letters or any(unicodedata.category(c) == "So" for c in typed):
        raise PictureInName


@dataclass(frozen=True)
class PersonName:
    """A name with the titles before and after it, each as it was typed."""

    before: str
    name: str
    after: str

    @property
    def full(self) -> str:
        """Return the name as it is printed: `Dr. Hj. Siti Aminah, S.Sos., M.Si.`."""
        return f"{self.before} {self.name}".strip() + (f", {self.after}" if self.after else "")


def split_titles(typed: str) -> PersonName:
    """Return the typed name with its titles apart.

    Nothing is re-cased, and a name that is all titles stays a name.
    """
    text = " ".join(typed.split()).strip(" ,")
    head, after = _split_after(text)
    before, name = _split_before(head)
    if not any(c.isalpha() for c in name):
        return PersonName("", text, "")
    return PersonName(before, name, after)


def _split_before(head: str) -> tuple[str, str]:
    titles: list[str] = []
    rest = head
    while True:
        found = _DOTTED_FRONT.match(rest)
        if found is None or _bare(found[1]) not in _FRONT or found[1] == "br":
            found = _BARE_FRONT.match(rest)
            if found is None or not _is_bare_front(found[1]):
                break
        if not any(c.isalpha() for c in rest[found.end() :]):
            break
        titles.append(found[0].strip())
        rest = rest[found.end() :]
    return " ".join(titles), rest.strip()


def _is_bare_front(word: str) -> bool:
    if len(word) == 1:
        return word == "H"
    return word.casefold() in _FRONT - _FRONT_WITH_DOT


def _split_after(text: str) -> tuple[str, str]:
    head, comma, tail = text.partition(",")
    titles: list[str] = []
    if comma:
        pieces = [piece.strip() for piece in tail.split(",") if piece.strip(" .")]
        if not pieces or not all(_is_after(word) for word in pieces[0].split()):
            return text, ""
        titles = pieces
    words = head.split()
    loud = not any(c.islower() for c in head)
    trailing: list[str] = []
    while len(words) > 1 and _is_trailing(words[-1], loud=loud):
        trailing.insert(0, words.pop())
    if not any(_bare(word) not in _FRONT and any(c.isalpha() for c in word) for word in words):
        return head.strip(), ", ".join(titles)
    return " ".join(words), ", ".join([*trailing, *titles])


def _is_after(word: str) -> bool:
    return _bare(word) in _AFTER or bool(_ABBREVIATION.match(word))


def _is_trailing(word: str, *, loud: bool) -> bool:
    if "." in word.rstrip("."):
        return _bare(word) in _AFTER or bool(_AFTER_FAMILY.match(word))
    return not loud and word.rstrip(".") in _AFTER_UNDOTTED


def _bare(title: str) -> str:
    return re.sub(r"[^a-z]", "", title.casefold())


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return the name for identity: no case, accents, signs or titles, single spaces.

    Two people at one address are the same person when this is equal.
    """
    return (
        _folded(split_titles(unicodedata.normalize("NFKC", name)).name)
        or _folded(name)
        or " ".join(name.casefold().split())
    )


def _folded(text: str) -> str:
    flat = unicodedata.normalize(
        "NFKD", unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    )
    # Only the accents of Latin go: in other scripts a combining mark can be a vowel.
    kept = (c for c in flat if not "\u0300" <= c <= "\u036f" and unicodedata.category(c) != "Cf")
    return " ".join(
        "".join(
            c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in kept
        ).split()
    )


def same_words_key(name: str) -> str:
    """Return the name key with its words in alphabetical order."""
    return in_order(name_key(name).split())


def in_order(words: Iterable[str]) -> str:
    """Return words in alphabetical order, as one text that can be compared."""
    return " ".join(sorted(words))


HONORIFICS = _set(
    "ibu bu bunda pak bapak bpk mas mbak mba kak kakak bang abang sdr sdri saudara saudari mr mrs ms haji hajjah"
)
_ONE_NAME = {
    **dict.fromkeys(
        _set("m md mhd moh mohd moch muh much mohamad mohammad mohamed mochamad mochammad"),
        "muhamad",
    ),
    **dict.fromkeys(_set("muhamad muhammad muchamad muchammad"), "muhamad"),
    **dict.fromkeys(_set("abd abdul abdoel abdl"), "abdul"),
    **dict.fromkeys(_set("st sitti siti sity"), "siti"),
}
_SPELLINGS = (
    *(
        ("achm", "ahm"),
        ("oe", "u"),
        ("dj", "j"),
        ("tj", "c"),
        ("y", "j"),
        ("kh", "h"),
        ("dh", "d"),
        ("th", "t"),
        ("ph", "f"),
    ),
    *(("v", "f"), ("q", "k"), ("z", "s")),
)


def loose_words(name: str) -> list[str]:
    """Return the words of a name in one spelling, honorifics left out.

    One spelling: oe/u, dj/j, tj/c, doubled letters, Moh./Muhammad.
    """
    words = name_key(name).split()
    return [one_spelling(word) for word in words if word not in HONORIFICS] or [
        one_spelling(word) for word in words
    ]


def one_spelling(word: str) -> str:
    """Return a word of a name, folded, in the one spelling for those that sound the same."""
    if word in _ONE_NAME:
        return _ONE_NAME[word]
    word = re.sub(r"y$", "i", word)
    for old, new in _SPELLINGS:
        word = word.replace(old, new)
    word = re.sub(r"(.)\1+", r"\1", word)
    return word[:-1] + "t" if len(word) > 2 and word.endswith("d") else word


def likeness(one: str, other: str) -> int:
    """Return how alike two names are, 0 to 100.

    100: the same words; about 75: one word of several; 50: half of them.
    """
    return words_likeness(loose_words(one), loose_words(other))


def words_likeness(one: list[str], other: list[str]) -> int:
    """Return the likeness of two names given as `loose_words`."""
    short, long = sorted((one, other), key=len)
    if not short:
        return 0
    if sorted(short) == sorted(long):
        return 100
    joined = fuzz.ratio("".join(short), "".join(long))
    if joined == 100:
        return 98
    covered = _covered(short, long)
    if covered < 0.75 * len(short):
        return round(max(100 * covered / len(long), joined - 10 if joined >= 85 else 0))
    share = covered / len(short)
    if len(short) == 1:
        return round(share * (95 if len(long) == 1 else 75))
    return round(
        max(100 * share - 5 * (len(long) - len(short)), 60, joined - 10 if joined >= 85 else 0)
    )


def _covered(short: list[str], long: list[str]) -> float:
    free, total = list(long), 0.0
    for word in sorted(short, key=len, reverse=True):
        best, place = 0.0, -1
        for index, candidate in enumerate(free):
            likely = _word_likeness(word, candidate)
            if likely > best:
                best, place = likely, index
        if place >= 0:
            free.pop(place)
            total += best
    return total


def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) == 1:
        return 0.8 if one[0] == other[0] else 0.0
    ratio = fuzz.ratio(one, other) / 100
    return ratio if ratio >= 0.8 else 0.0
