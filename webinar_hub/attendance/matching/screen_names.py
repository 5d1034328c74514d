"""Read a display name of a platform: a name, beside an organisation, code, number or device."""

import re
from dataclasses import dataclass

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.phones import normal_phone
from webinar_hub.people.names import HONORIFICS, in_order, loose_words, name_key, split_titles


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _names(listed: str) -> frozenset[str]:
    return frozenset(name.strip() for name in listed.split(","))


_BRANDS = _set(
    """
    iphone ipad ipod macbook imac galaxy samsung oppo vivo xiaomi redmi realme infinix poco huawei
    asus acer lenovo hp dell toshiba nokia itel tecno advan evercoss reno note
    """
)
_DEVICES = _BRANDS | _set(
    """
    pro max plus ultra lite mini phone hape tablet tab laptop pc desktop komputer win windows
    android smartphone zoom user pengguna guest tamu admin administrator host cohost peserta
    participant device perangkat milik punya room unknown anonim anonymous
    """
)
_ROLES = _set(
    """
    peserta host cohost co moderator narasumber pemateri panitia notulis fasilitator mc jbi
    penanggap operator admin speaker panelis hadir
    """
)
_PROVINCES_SHORT = _set(
    """
    ntt ntb dki diy jatim jateng jabar sumut sumbar sumsel kalbar kalteng kalsel kaltim kaltara
    sulut sulteng sulsel sultra sulbar malut pbd
    """
)
_PROVINCES = _names(
    """
    aceh, sumatera utara, sumatera barat, riau, jambi, sumatera selatan, bengkulu, lampung,
    bangka belitung, babel, kepulauan bangka belitung, kepulauan riau, kepri, dki jakarta, jakarta,
    jawa barat, jawa tengah, jawa timur, banten, di yogyakarta, daerah istimewa yogyakarta,
    yogyakarta, jogja, bali, nusa tenggara barat, nusa tenggara timur, kalimantan barat,
    kalimantan tengah, kalimantan selatan, kalimantan timur, kalimantan utara, sulawesi utara,
    sulawesi tengah, sulawesi selatan, sulawesi tenggara, sulawesi barat, gorontalo, maluku,
    maluku utara, papua, papua barat, papua selatan, papua tengah, papua pegunungan,
    papua barat daya
    """
)
_ORGANISATION_WORDS = _set(
    """
    yayasan perkumpulan lembaga lsm oms forum dinas bpbd pmi universitas univ komunitas aliansi
    koalisi jaringan pkk asosiasi ikatan himpunan persatuan perhimpunan kelompok gugus tugas
    sekretariat puskesmas rs rsud klinik desa kelurahan kecamatan kabupaten kota sekolah institut
    pusat center centre foundation network pt cv gereja keuskupan karitas caritas mdmc lpbi kantor
    balai
    """
)
_SEPARATOR = re.compile(
    r"[_|/•·:;&+~\[\]{}]|\s[-–—]+\s|[-–—]+(?=\s)|(?<=\s)[-–—]+|[–—]|\s(?:dari|from|@)\s"
)
_NUMBER = re.compile(r"(?<![\w.])\+?\(?\d[\d\s().\-]{7,17}\d")


@dataclass(frozen=True)
class Part:
    """A piece of a display name that may be a person's name, and the pieces written beside it.

    other_half holds the pieces of the other half of `X (Y)`: there nobody can tell an organisation
    from an earlier name.
    """

    text: str
    words: tuple[str, ...]
    beside: tuple[str, ...]
    other_half: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return the words in alphabetical order."""
        return in_order(self.words)


@dataclass(frozen=True)
class ScreenName:
    """A display name taken apart."""

    tokens: tuple[str, ...]
    parts: tuple[Part, ...]
    phones: tuple[str, ...]
    generic: bool


def read_screen_name(name: str, codes: frozenset[str] = frozenset()) -> ScreenName:
    """Return what a display name says.

    codes are registration codes in capitals: they and numbers are no part of a person's name.
    """
    phones = tuple(_phones(name))
    text = _NUMBER.sub(" ", name) if phones else name
    text = re.sub(r"['’]s\b", "", text)
    tokens = tuple(re.findall(r"[^\W_]+", text))
    for code in sorted({token for token in tokens if token.upper() in codes}):
        text = re.sub(rf"(?<![^\W_])\(?{re.escape(code)}\)?(?![^\W_])", " | ", text)
    return ScreenName(
        tokens,
        tuple(_parts(text)),
        phones,
        all(is_device_word(word) for word in name_key(text).split()),
    )


def _phones(name: str) -> list[str]:
    found = []
    for number in _NUMBER.findall(name):
        for written in (number, f"+{number.lstrip('+')}"):
            try:
                found.append(normal_phone(written))
                break
            except Refused:
                continue
    return found


def is_brand(word: str) -> bool:
    """Return whether a word is a brand of devices, after which A52S is a model and no code."""
    return word.casefold() in _BRANDS


def is_device_word(word: str) -> bool:
    """Return whether a word names a device or nobody: iphone, galaxy, a12, user, 7."""
    return word in _DEVICES or any(c.isdigit() for c in word) or len(word) == 1


def _parts(text: str) -> list[Part]:
    bracket = re.match(r"(.*\S)\s*\(([^()]+)\)\s*$", text)
    halves = [_segments(half) for half in (bracket.groups() if bracket else (text,))]
    found: dict[tuple[str, tuple[str, ...]], Part] = {}
    for half in halves:
        others = tuple(segment for other in halves if other is not half for segment in other)
        for part in _parts_of_half(half, others):
            if part.words:
                found.setdefault((part.key, part.beside), part)
    return list(found.values())


def _parts_of_half(segments: list[str], others: tuple[str, ...]) -> list[Part]:
    parts = [
        _part(segment, (*segments[:place], *segments[place + 1 :]), others)
        for place, segment in enumerate(segments)
    ]
    whole = [_part(" ".join(segments), (), others)] if len(segments) > 1 else []
    return parts + whole


def _segments(half: str) -> list[str]:
    pieces = []
    for piece in _SEPARATOR.split(half):
        # What stands behind a comma and is no title is something else than the name.
        parted = split_titles(piece)
        pieces += parted.name.split(",")
        pieces += [
            after
            for after in parted.after.split(",")
            if "." not in after and (" " in after.strip() or len(after.strip()) > 6)
        ]
    return [piece.strip(" .-#*()") for piece in pieces if name_key(piece)]


def _part(segment: str, beside: tuple[str, ...], others: tuple[str, ...]) -> Part:
    words = [word for word in name_key(segment).split() if not word.isdigit()]
    while len(words) > 2 and (words[0] in HONORIFICS or words[0] in _ROLES):
        words.pop(0)
    return Part(segment, tuple(words), beside, others)


def says_nothing(text: str) -> bool:
    """Return whether a piece beside a name is only a number, a role, a device or a province."""
    words = name_key(text).split()
    return " ".join(words) in _PROVINCES or all(
        word in _ROLES or word in _PROVINCES_SHORT or is_device_word(word) for word in words
    )


def is_like_organisation(text: str) -> bool:
    """Return whether a piece has a word such as Yayasan, or is an abbreviation in capitals."""
    words = name_key(text).split()
    return any(word in _ORGANISATION_WORDS for word in words) or bool(
        re.fullmatch(r"[A-Z]{3,8}", text.strip())
    )


def is_organisation(text: str, organisation: str) -> bool:
    """Return whether a piece can name the organisation.

    It can be its beginning, its words without the kind (Yayasan), its initials or its place.
    """
    said, full = name_key(text).split(), name_key(organisation).split()
    if not said or not full:
        return False
    core = _without_kind(full) or full
    if _is_part_of_name(said, full, core):
        return True
    short = {word.casefold() for word in re.findall(r"\b[A-Z][A-Z0-9]{2,7}\b", organisation)}
    short |= _abbreviations(full) | _abbreviations(core)
    known = short.union(full, _PROVINCES_SHORT)
    return any(word in short for word in said) and all(word in known for word in said)


def _is_part_of_name(said: list[str], full: list[str], core: list[str]) -> bool:
    if full[: len(said)] == said and (len(said) > 1 or len(said[0]) > 2):
        return True
    if set(core) <= set(said) and sum(map(len, core)) >= 5:
        return True
    said_core = _without_kind(said)
    if len(said_core) < len(said):
        return bool(said_core) and core[: len(said_core)] == said_core
    return set(said) <= set(full) and sum(map(len, said)) >= 5


def _without_kind(words: list[str]) -> list[str]:
    return [word for word in words if word not in _ORGANISATION_WORDS]


def _abbreviations(words: list[str]) -> set[str]:
    """Return the initials of every three or more neighbouring words."""
    return {
        "".join(word[0] for word in words[at:end])
        for at in range(len(words))
        for end in range(at + 3, len(words) + 1)
    }


def loose(part: Part) -> list[str]:
    """Return the part's words in one spelling, for likeness."""
    return loose_words(" ".join(part.words))
