"""Decide who is behind a row of a report, or propose it.

A stay given to the wrong person is the gravest fault: in doubt, a human decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from webinar_hub.attendance.matching import screen_names
from webinar_hub.attendance.matching.links import Link, Proposal, Reason
from webinar_hub.attendance.matching.proposals import propose
from webinar_hub.attendance.matching.registrants import FITS, Registrant, Registrants
from webinar_hub.attendance.matching.screen_names import Part, ScreenName, read_screen_name
from webinar_hub.attendance.readers.report import Row
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.phones import normal_phone
from webinar_hub.people.names import in_order, name_key

# A name belongs to the one rather than the other when it fits so much better.
_CLEARLY = 25


def memory_key(name: str, email: str | None) -> str:
    """Return under which key a human decision about a display name is remembered."""
    return f"{name_key(name)}|{email or ''}"


def match(
    rows: Iterable[Row],
    registrants: Sequence[Registrant],
    remembered: Mapping[str, str | None] | None = None,
) -> list[Link]:
    """Return a link for each row, in order.

    An exact e-mail address, phone number or registration code decides, unless the name plainly
    belongs to another registrant; at an address shared by several the name decides among them; a
    row without an address is decided by a full name of two words or more that exactly one
    registrant bears and beside which no code of another stands. Everything else only proposes, also
    what bears the code of a form that somebody else may have sent.
    remembered maps `memory_key` to the registrant a human chose, or to None for somebody who is no
    participant.
    """
    known = Registrants(registrants)
    decided: dict[tuple[str, str | None], _Answer] = {}
    for row in (rows := list(rows)):
        if (row.name, row.email) not in decided:
            decided[row.name, row.email] = _decide(row.name, row.email, known, remembered or {})
    return [Link(row, *decided[row.name, row.email]) for row in rows]


_Answer = tuple[str | None, Reason, tuple[Proposal, ...]]


def _decide(
    name: str, email: str | None, registrants: Registrants, remembered: Mapping[str, str | None]
) -> _Answer:
    screen = read_screen_name(name, frozenset(registrants.codes) | frozenset(registrants.unsure))
    memory = memory_key(name, email)
    chosen = remembered.get(memory)
    if chosen in registrants.by_id and _may_remember(screen, email, chosen, registrants):
        return chosen, Reason.REMEMBERED, ()
    keys = _exact_keys(screen, email, registrants)
    if unsure := _owners(screen, registrants.unsure, registrants):
        keys = [*keys, (Reason.UNPROVED, unsure)]
        return None, Reason.UNPROVED, propose(screen, email, keys, registrants, chosen)
    if not keys and memory in remembered and chosen is None and not screen.generic:
        return None, Reason.REMEMBERED, ()
    who, reason = _by_facts(screen, email, keys, registrants)
    if who is not None:
        return who, reason, ()
    proposals = propose(screen, email, keys, registrants, chosen)
    if reason is Reason.UNCERTAIN and not proposals:
        reason = Reason.NOBODY
    return None, reason, proposals


def _by_facts(
    screen: ScreenName,
    email: str | None,
    keys: list[tuple[Reason, set[str]]],
    registrants: Registrants,
) -> tuple[str | None, Reason]:
    if keys:
        return _by_keys(screen, keys, registrants)
    if email or screen.phones:
        return None, Reason.UNCERTAIN
    return _by_name(screen, registrants)


def _may_remember(
    screen: ScreenName, email: str | None, chosen: str, registrants: Registrants
) -> bool:
    """Return whether an earlier decision holds again.

    Never for "iPhone"; for a single word without an address only if it is in nobody else's name.
    """
    if screen.generic:
        return False
    words = {word for part in screen.parts for word in part.words}
    if email or len(words) > 1:
        return True
    others = (key for who, key in registrants.keys.items() if who != chosen)
    return not any(words & set(key.split()) for key in others)


def _exact_keys(
    screen: ScreenName, email: str | None, registrants: Registrants
) -> list[tuple[Reason, set[str]]]:
    """Return whom the row's address, phone numbers and registration codes point to."""
    keys: list[tuple[Reason, set[str]]] = []
    phones = list(screen.phones)
    if email and "@" in email:
        keys.append((Reason.ADDRESS, registrants.emails.get(email, set())))
    elif email:
        with suppress(Refused):
            phones.append(normal_phone(email))
    keys += [(Reason.PHONE, registrants.phones.get(phone, set())) for phone in phones]
    keys += [
        (Reason.CODE, registrants.codes[token.upper()])
        for token in screen.tokens
        if _is_code(token, screen, registrants.codes, registrants)
    ]
    return [(reason, people) for reason, people in keys if people]


def _owners(
    screen: ScreenName, codes: Mapping[str, set[str]], registrants: Registrants
) -> set[str]:
    """Return whose codes stand in a display name."""
    return {
        who
        for token in screen.tokens
        if _is_code(token, screen, codes, registrants)
        for who in codes[token.upper()]
    }


def _is_code(
    token: str, screen: ScreenName, codes: Mapping[str, set[str]], registrants: Registrants
) -> bool:
    """Return whether a word of a display name is meant as a registration code.

    A code of letters and digits speaks for itself, save after a brand (Galaxy A52S); one of letters
    alone (RUDY, BPBD) or digits alone (2345) can be anything, so the name beside it must fit.
    """
    owners = codes.get(token.upper())
    if not owners:
        return False
    mixed = any(c.isdigit() for c in token) and any(c.isalpha() for c in token)
    if mixed and not _is_model(token, screen):
        return True
    fits = any(registrants.best_fit(screen, who) >= FITS for who in owners)
    return fits and token == token.upper()


def _is_model(token: str, screen: ScreenName) -> bool:
    before = screen.tokens[: screen.tokens.index(token)]
    return any(screen_names.is_brand(other) for other in before)


def _has_code_of_another(screen: ScreenName, who: str, registrants: Registrants) -> bool:
    return any(
        owners and who not in owners and not _is_model(token, screen)
        for token in screen.tokens
        for owners in [registrants.codes.get(token.upper())]
    )


def _by_keys(
    screen: ScreenName, keys: list[tuple[Reason, set[str]]], registrants: Registrants
) -> tuple[str | None, Reason]:
    common = set.intersection(*(people for _reason, people in keys))
    if not common:
        return None, Reason.DISAGREE
    if len(common) > 1:
        return _among(screen, common, registrants)
    (who,) = common
    if _is_plainly_another(screen, common, registrants):
        return None, Reason.OTHER_NAME
    return who, next((reason for reason, people in keys if people == common), keys[0][0])


def _among(
    screen: ScreenName, people: set[str], registrants: Registrants
) -> tuple[str | None, Reason]:
    """Let the name decide among those who share an address."""
    fits = sorted(((registrants.best_fit(screen, who), who) for who in people), reverse=True)
    (best, who), (second, _other) = fits[:2]
    words = set(registrants.keys[who].split())
    longer = any(words < set(registrants.keys[other].split()) for other in people - {who})
    exact = best == 100 and second < 100 and not longer
    clear = best >= FITS and best - second >= _CLEARLY
    if (exact or clear) and not _is_plainly_another(screen, {who}, registrants):
        return who, Reason.NAME_AT_ADDRESS
    return None, Reason.SHARED_ADDRESS


def _is_plainly_another(screen: ScreenName, people: set[str], registrants: Registrants) -> bool:
    """Return whether a part of the display name is the name of somebody who is none of these."""
    if any(_is_name_of_another(part, people, registrants) for part in screen.parts):
        return True
    own = max(registrants.best_fit(screen, who) for who in people)
    if own >= 90 or screen.generic:
        return False
    return any(
        registrants.best_fit(screen, who) >= max(FITS, own + _CLEARLY)
        for who in registrants.near(screen) - people
    )


def _is_name_of_another(part: Part, people: set[str], registrants: Registrants) -> bool:
    own = max(registrants.fit(part, who) for who in people)
    if own >= 98 or (own >= FITS and len(part.words) == 1):
        return False
    spelt = in_order(screen_names.loose(part))
    bearers = registrants.names.get(part.key, set()) | registrants.alike.get(spelt, set())
    return bool(bearers - people)


def _by_name(screen: ScreenName, registrants: Registrants) -> tuple[str | None, Reason]:
    """Let a full name of two words or more decide that exactly one registrant bears."""
    found = set[str]().union(*(_bearers(part, registrants) for part in screen.parts))
    if not found:
        return None, Reason.UNCERTAIN
    if len(found) > 1:
        same = len({registrants.keys[who] for who in found}) == 1
        return None, Reason.SAME_NAME if same else Reason.SEVERAL_NAMES
    (who,) = found
    if not any(_is_certain(part, who, registrants) for part in screen.parts):
        return None, Reason.UNCERTAIN
    if _has_code_of_another(screen, who, registrants):
        return None, Reason.OTHER_NAME
    if _is_plainly_another(screen, {who}, registrants):
        return None, Reason.UNCERTAIN
    return who, Reason.NAME


def _bearers(part: Part, registrants: Registrants) -> set[str]:
    """Return those whose whole name of two words or more the part is, begins with or ends with."""
    words = part.words
    found = set(registrants.names.get(part.key, set()))
    for cut in range(2, len(words)):
        for run in (words[:cut], words[-cut:]):
            found |= registrants.names.get(in_order(run), set())
    long = {who: [word for word in registrants.keys[who].split() if word[1:]] for who in found}
    return {who for who, whole_words in long.items() if len(whole_words) > 1}


def _is_certain(part: Part, who: str, registrants: Registrants) -> bool:
    """Return whether the part is somebody's name and nothing beside it speaks against it."""
    if who not in _bearers(part, registrants) or _has_rival(part, who, registrants):
        return False
    registrant, key = registrants.by_id[who], registrants.keys[who]
    if part.key != key:
        size = len(key.split())
        begins = in_order(part.words[:size]) == key
        rest = part.words[size:] if begins else part.words[: len(part.words) - size]
        return not part.beside and _is_beside(" ".join(rest).upper(), registrant, strictly=True)
    return all(_is_beside(text, registrant, strictly=True) for text in part.beside) and all(
        _is_beside(text, registrant, strictly=False) for text in part.other_half
    )


def _has_rival(part: Part, who: str, registrants: Registrants) -> bool:
    """Return whether somebody has the same name in another spelling, or a longer one.

    Only the organisation beside the name tells them apart.
    """
    words = set(registrants.keys[who].split())
    longer = {other for other, key in registrants.keys.items() if words < set(key.split())}
    rivals = longer | registrants.alike[in_order(registrants.words[who])] - {who}
    beside = [*part.beside, *part.other_half]
    own = [text for text in beside if _names_organisation(text, registrants.by_id[who])]
    return any(
        not own or any(_names_organisation(text, registrants.by_id[rival]) for text in own)
        for rival in rivals
    )


def _names_organisation(text: str, registrant: Registrant) -> bool:
    return screen_names.is_organisation(text, registrant.organisation or "")


def _is_beside(text: str, registrant: Registrant, *, strictly: bool) -> bool:
    """Return whether a text beside the name agrees with the registrant.

    strictly is False in the other half of `X (Y)`: there only an organisation can disagree.
    """
    own_words = set(name_key(registrant.name).split())
    if screen_names.says_nothing(text) or set(name_key(text).split()) <= own_words:
        return True
    if not registrant.organisation or _names_organisation(text, registrant):
        return True
    return not strictly and not screen_names.is_like_organisation(text)
