"""Decide whose a row of a report is, or propose it. A stay given to the wrong person is the gravest fault: in doubt, a human decides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz, process

from webinar_hub.attendance import screen_names
from webinar_hub.attendance.readers.report import Row
from webinar_hub.attendance.screen_names import Part, ScreenName, read_screen_name
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.phones import normal_phone
from webinar_hub.people.names import in_order, loose_words, name_key, same_words_key, words_likeness

_MOST_PROPOSALS = 5
_LEAST_SCORE = 50
# From here on a name is taken for somebody's: one word of several is 75.
_FITS = 75
# A name belongs to the one rather than the other when it fits so much better.
_CLEARLY = 25


@dataclass(frozen=True)
class Registrant:
    """Somebody who may have come; email and phone are normalised, code is the registration code (four characters).

    other_codes are those of further forms that they said were theirs.
    """

    id: str
    name: str
    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    code: str | None = None
    other_codes: tuple[str, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """Return all their codes, in capitals."""
        return frozenset(code.upper() for code in (self.code, *self.other_codes) if code)


class Reason(StrEnum):
    """Why a row was given to somebody, or was left for review."""

    ADDRESS = "address"
    PHONE = "phone"
    CODE = "code"
    NAME_AT_ADDRESS = "name_at_address"
    NAME = "name"
    REMEMBERED = "remembered"
    OTHER_NAME = "other_name"
    SHARED_ADDRESS = "shared_address"
    DISAGREE = "disagree"
    SAME_NAME = "same_name"
    SEVERAL_NAMES = "several_names"
    UNCERTAIN = "uncertain"
    NOBODY = "nobody"


REASONS: Mapping[Reason, Sentence] = {
    Reason.ADDRESS: _("Same e-mail address"),
    Reason.PHONE: _("Same phone number"),
    Reason.CODE: _("Registration code in the display name"),
    Reason.NAME_AT_ADDRESS: _("The name decides among those who share the address"),
    Reason.NAME: _("Only one participant has this name"),
    Reason.REMEMBERED: _("Decided so before"),
    Reason.OTHER_NAME: _("The address belongs to one participant, the name to another"),
    Reason.SHARED_ADDRESS: _("Several participants share this address"),
    Reason.DISAGREE: _("Address, phone number and code belong to different participants"),
    Reason.SAME_NAME: _("Several participants have this name"),
    Reason.SEVERAL_NAMES: _("The display name holds more than one participant"),
    Reason.UNCERTAIN: _("Alike, but not certain"),
    Reason.NOBODY: _("Nobody on the list is alike"),
}


@dataclass(frozen=True)
class Proposal:
    """Somebody it could be: score 0 to 100, and why."""

    registrant: str
    score: int
    why: Sentence


@dataclass(frozen=True)
class Link:
    """Whose a row is; registrant None leaves it for review, with proposals best first."""

    row: Row
    registrant: str | None
    reason: Reason
    proposals: tuple[Proposal, ...] = ()

    @property
    def why(self) -> Sentence:
        """Return the reason as a sentence."""
        return REASONS[self.reason]


def memory_key(name: str, email: str | None) -> str:
    """Return the key under which a human decision about a display name and address is remembered."""
    return f"{name_key(name)}|{email or ''}"


def match(
    rows: Iterable[Row],
    registrants: Sequence[Registrant],
    remembered: Mapping[str, str | None] | None = None,
) -> list[Link]:
    """Return a link for each row, in order.

    An exact e-mail address, phone number or registration code decides, unless the name plainly belongs to another registrant; at an
    address shared by several the name decides among them; a row without an address is decided by a full name of two words or more
    that exactly one registrant bears. Everything else only proposes. remembered maps `memory_key` to the registrant a human chose,
    or to None for somebody who is no participant.
    """
    book = _Book(registrants)
    decided: dict[tuple[str, str | None], tuple[str | None, Reason, tuple[Proposal, ...]]] = {}
    links = []
    for row in rows:
        key = (row.name, row.email)
        if key not in decided:
            decided[key] = _decide(row.name, row.email, book, remembered or {})
        links.append(Link(row, *decided[key]))
    return links


@dataclass
class _Book:
    """The registrants, by everything that finds them."""

    registrants: Sequence[Registrant]
    by_id: dict[str, Registrant] = field(default_factory=dict)
    emails: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    phones: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    alike: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    keys: dict[str, str] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    spelt: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.registrants:
            self.by_id[one.id] = one
            self.keys[one.id] = same_words_key(one.name)
            self.words[one.id] = loose_words(one.name)
            self.spelt[one.id] = " ".join(self.words[one.id])
            self.names[self.keys[one.id]].add(one.id)
            self.alike[in_order(self.words[one.id])].add(one.id)
            if one.email:
                self.emails[one.email].add(one.id)
            if one.phone:
                self.phones[one.phone].add(one.id)
            for code in one.codes:
                self.codes[code].add(one.id)

    def fit(self, part: Part, who: str) -> int:
        """Return how well a part of a display name fits a registrant's name."""
        return (
            100
            if part.key == self.keys[who]
            else min(words_likeness(screen_names.loose(part), self.words[who]), 99)
        )

    def best_fit(self, screen: ScreenName, who: str) -> int:
        return max((self.fit(part, who) for part in screen.parts), default=0)

    def near(self, screen: ScreenName) -> set[str]:
        """Return those whose names are somewhat like a part of the display name."""
        found: set[str] = set()
        for part in screen.parts:
            if not all(screen_names.is_device_word(word) for word in part.words):
                spelt = " ".join(screen_names.loose(part))
                found |= {
                    who
                    for _name, _score, who in process.extract(
                        spelt, self.spelt, scorer=fuzz.token_set_ratio, limit=12, score_cutoff=60
                    )
                }
        return found


_Decision = tuple[str | None, Reason, tuple[Proposal, ...]]


def _decide(
    name: str, email: str | None, book: _Book, remembered: Mapping[str, str | None]
) -> _Decision:
    screen = read_screen_name(name, frozenset(book.codes))
    memory = memory_key(name, email)
    chosen = remembered.get(memory)
    if chosen in book.by_id and _may_remember(screen, email, chosen, book):
        return chosen, Reason.REMEMBERED, ()
    keys = _exact_keys(screen, email, book)
    if not keys and memory in remembered and chosen is None and not screen.generic:
        return None, Reason.REMEMBERED, ()
    if keys:
        who, reason = _by_keys(screen, keys, book)
    elif email or screen.phones:
        who, reason = None, Reason.UNCERTAIN
    else:
        who, reason = _by_name(screen, book)
    if who is not None:
        return who, reason, ()
    proposals = _proposals(screen, email, keys, book, chosen)
    return None, reason if proposals or reason is not Reason.UNCERTAIN else Reason.NOBODY, proposals


def _may_remember(screen: ScreenName, email: str | None, chosen: str, book: _Book) -> bool:
    """Return whether an earlier decision holds again: never for "iPhone", and for one word only if it is nobody else's."""
    if screen.generic:
        return False
    words = {word for part in screen.parts for word in part.words}
    return (
        bool(email)
        or len(words) > 1
        or not any(words & set(key.split()) for who, key in book.keys.items() if who != chosen)
    )


def _exact_keys(
    screen: ScreenName, email: str | None, book: _Book
) -> list[tuple[Reason, set[str]]]:
    """Return whom the row's address, phone numbers and registration codes point to, those that point to nobody left out."""
    keys: list[tuple[Reason, set[str]]] = []
    phones = list(screen.phones)
    if email and "@" in email:
        keys.append((Reason.ADDRESS, book.emails.get(email, set())))
    elif email:
        with suppress(Refused):
            phones.append(normal_phone(email))
    keys += [(Reason.PHONE, book.phones.get(phone, set())) for phone in phones]
    keys += [
        (Reason.CODE, book.codes[token.upper()])
        for token in screen.tokens
        if _is_code(token, screen, book)
    ]
    return [(reason, people) for reason, people in keys if people]


def _is_code(token: str, screen: ScreenName, book: _Book) -> bool:
    """Return whether a word of a display name is meant as a registration code.

    A code of letters and digits speaks for itself, save after a brand (Galaxy A52S); one of letters alone (RUDY, BPBD) or digits
    alone (2345) can be anything, so the name beside it must fit.
    """
    owners = book.codes.get(token.upper())
    if not owners:
        return False
    mixed = any(c.isdigit() for c in token) and any(c.isalpha() for c in token)
    if mixed and not _is_model(token, screen):
        return True
    return token == token.upper() and any(book.best_fit(screen, who) >= _FITS for who in owners)


def _is_model(token: str, screen: ScreenName) -> bool:
    before = screen.tokens[: screen.tokens.index(token)]
    return any(screen_names.is_brand(other) for other in before)


def _has_code_of_another(screen: ScreenName, who: str, book: _Book) -> bool:
    return any(
        owners and who not in owners and not _is_model(token, screen)
        for token in screen.tokens
        for owners in [book.codes.get(token.upper())]
    )


def _by_keys(
    screen: ScreenName, keys: list[tuple[Reason, set[str]]], book: _Book
) -> tuple[str | None, Reason]:
    common = set.intersection(*(people for _reason, people in keys))
    if not common:
        return None, Reason.DISAGREE
    if len(common) > 1:
        return _among(screen, common, book)
    (who,) = common
    reason = (
        next(reason for reason, people in keys if people == common)
        if any(people == common for _r, people in keys)
        else keys[0][0]
    )
    return (None, Reason.OTHER_NAME) if _is_plainly_another(screen, {who}, book) else (who, reason)


def _among(screen: ScreenName, people: set[str], book: _Book) -> tuple[str | None, Reason]:
    """Let the name decide among those who share an address."""
    fits = sorted(((book.best_fit(screen, who), who) for who in people), reverse=True)
    (best, who), (second, _other) = fits[:2]
    longer = any(
        set(book.keys[who].split()) < set(book.keys[other].split()) for other in people - {who}
    )
    exact = best == 100 and second < 100 and not longer
    if (exact or (best >= _FITS and best - second >= _CLEARLY)) and not _is_plainly_another(
        screen, {who}, book
    ):
        return who, Reason.NAME_AT_ADDRESS
    return None, Reason.SHARED_ADDRESS


def _is_plainly_another(screen: ScreenName, people: set[str], book: _Book) -> bool:
    """Return whether a part of the display name is the name of a registrant who is none of these."""
    own = max(book.best_fit(screen, who) for who in people)
    for part in screen.parts:
        own_here = max(book.fit(part, who) for who in people)
        exact = book.names.get(part.key, set()) | book.alike.get(
            in_order(screen_names.loose(part)), set()
        )
        if exact - people and own_here < 98 and (len(part.words) > 1 or own_here < _FITS):
            return True
    if own >= 90 or screen.generic:
        return False
    return any(
        book.best_fit(screen, who) >= max(_FITS, own + _CLEARLY)
        for who in book.near(screen) - people
    )


def _by_name(screen: ScreenName, book: _Book) -> tuple[str | None, Reason]:
    """Let a full name of two words or more decide that exactly one registrant bears, wherever it stands in the display name."""
    found: set[str] = set()
    for part in screen.parts:
        for who in _bearers(part, book):
            found.add(who)
    if not found:
        return None, Reason.UNCERTAIN
    if len(found) > 1:
        return None, Reason.SAME_NAME if len(
            {book.keys[who] for who in found}
        ) == 1 else Reason.SEVERAL_NAMES
    (who,) = found
    if not any(_is_certain(part, who, book) for part in screen.parts):
        return None, Reason.UNCERTAIN
    if _has_code_of_another(screen, who, book):
        return None, Reason.OTHER_NAME
    if _is_plainly_another(screen, {who}, book):
        return None, Reason.UNCERTAIN
    return who, Reason.NAME


def _bearers(part: Part, book: _Book) -> set[str]:
    """Return those whose whole name of two words or more is the part, or stands at its beginning or end."""
    words = part.words
    found = set(book.names.get(part.key, set()))
    for cut in range(2, len(words)):
        for run in (words[:cut], words[-cut:]):
            found |= book.names.get(in_order(run), set())
    return {who for who in found if sum(len(word) > 1 for word in book.keys[who].split()) > 1}


def _is_certain(part: Part, who: str, book: _Book) -> bool:
    """Return whether the part is this registrant's name and what is written beside it does not speak against it.

    A rival has the same name in another spelling, or a longer one; only the organisation beside the name tells them apart.
    """
    registrant, key = book.by_id[who], book.keys[who]
    rivals = {
        other
        for other, words in book.keys.items()
        if other != who and set(key.split()) < set(words.split())
    }
    rivals |= book.alike[in_order(book.words[who])] - {who}
    own = [
        text
        for text in (*part.beside, *part.other_half)
        if screen_names.is_organisation(text, registrant.organisation or "")
    ]
    if any(
        not own
        or any(
            screen_names.is_organisation(text, book.by_id[rival].organisation or "") for text in own
        )
        for rival in rivals
    ):
        return False
    if who not in _bearers(part, book):
        return False
    if part.key != key:
        size = len(key.split())
        rest = (
            part.words[size:]
            if in_order(part.words[:size]) == key
            else part.words[: len(part.words) - size]
        )
        return not part.beside and _is_beside(" ".join(rest).upper(), registrant, strictly=True)
    return all(_is_beside(text, registrant, strictly=True) for text in part.beside) and all(
        _is_beside(text, registrant, strictly=False) for text in part.other_half
    )


def _is_beside(text: str, registrant: Registrant, *, strictly: bool) -> bool:
    """Return whether a text beside the name agrees with the registrant; in the other half of `X (Y)` only an organisation can disagree."""
    if screen_names.says_nothing(text) or set(name_key(text).split()) <= set(
        name_key(registrant.name).split()
    ):
        return True
    if registrant.organisation:
        return screen_names.is_organisation(text, registrant.organisation) or not (
            strictly or screen_names.is_like_organisation(text)
        )
    return True


def _proposals(
    screen: ScreenName,
    email: str | None,
    keys: list[tuple[Reason, set[str]]],
    book: _Book,
    chosen: str | None,
) -> tuple[Proposal, ...]:
    """Return whom the row may belong to, best first."""
    scores: dict[str, tuple[int, Sentence]] = {}

    def propose(who: str, score: int, why: Sentence) -> None:
        if score >= _LEAST_SCORE and score > scores.get(who, (0, why))[0]:
            scores[who] = (score, why)

    exact = {who: reason for reason, people in keys for who in people}
    close = _near_addresses(email, book) if email and "@" in email else {}
    close = {who: score for who, score in close.items() if who not in exact}
    for who in book.near(screen) | set(exact) | set(close):
        fit = book.best_fit(screen, who)
        said = any(
            screen_names.is_organisation(text, book.by_id[who].organisation or "")
            for text in _texts(screen)
        )
        if who in exact:
            propose(who, max(70, min(99, 60 + fit * 2 // 5)), REASONS[exact[who]])
        if who in close:
            propose(
                who,
                max(close[who], min(97, fit)) if fit >= _FITS else close[who],
                _near_sentence(close[who], fit),
            )
        if fit >= 98:
            propose(
                who,
                min(fit - 5 + (4 if said else 0), 98),
                _("Same name, same organisation") if said else _("Same name"),
            )
        propose(
            who,
            min(fit - 10 + (15 if said else 0), 95),
            _("Similar name, same organisation") if said else _("Similar name"),
        )
    for who in {
        who
        for token in screen.tokens
        if token.isupper() or token.isdigit()
        for who in book.codes.get(token, ())
    }:
        propose(who, 60, REASONS[Reason.CODE])
    if chosen in book.by_id:
        propose(chosen, 90, REASONS[Reason.REMEMBERED])
    best = sorted(scores.items(), key=lambda item: (-item[1][0], book.by_id[item[0]].name))[
        :_MOST_PROPOSALS
    ]
    return tuple(Proposal(who, score, why) for who, (score, why) in best)


def _texts(screen: ScreenName) -> set[str]:
    return {
        text
        for part in screen.parts
        for text in (
            *part.beside,
            *part.other_half,
            *(" ".join(part.words[cut:]) for cut in (1, 2, 3)),
        )
    }


def _near_addresses(email: str, book: _Book) -> dict[str, int]:
    """Return those whose address differs by a slip of typing (80) or whose name is in the address (65)."""
    near: dict[str, int] = {}
    local = "".join(c for c in email.partition("@")[0].lower() if c.isalpha())
    if len(local) >= 6:
        names = {who: spelt.replace(" ", "") for who, spelt in book.spelt.items()}
        spelt = "".join(loose_words(local))
        near |= {
            who: 65
            for _name, _score, who in process.extract(
                spelt, names, scorer=fuzz.ratio, limit=3, score_cutoff=85
            )
        }
    for known, people in book.emails.items():
        if abs(len(known) - len(email)) <= 2 and fuzz.ratio(known, email) >= 88:
            near |= dict.fromkeys(people, 80)
    return near


def _near_sentence(score: int, fit: int) -> Sentence:
    if score == 65:
        return _("The name is in the e-mail address")
    return _("Similar e-mail address and name") if fit >= _FITS else _("Similar e-mail address")
