"""Propose who may be behind an undecided row, with a score of 0 to 100 and a reason."""

from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process

from webinar_hub.attendance.matching import screen_names
from webinar_hub.attendance.matching.links import REASONS, Proposal, Reason
from webinar_hub.attendance.matching.registrants import FITS, Registrants
from webinar_hub.attendance.matching.screen_names import ScreenName
from webinar_hub.kit.language import Sentence, _
from webinar_hub.people.names import loose_words

_MOST_PROPOSALS = 5
_LEAST_SCORE = 50


def propose(
    screen: ScreenName,
    email: str | None,
    keys: Iterable[tuple[Reason, set[str]]],
    registrants: Registrants,
    chosen_before: str | None,
) -> tuple[Proposal, ...]:
    """Return whom a row may belong to, best first.

    keys are those whom an exact address, number or code points to, with that reason.
    """
    exact = {who: reason for reason, people in keys for who in people}
    close = _near_addresses(email, registrants) if email and "@" in email else {}
    found = [
        (who, *each)
        for who in registrants.near(screen) | set(exact) | set(close)
        for each in _of_one(screen, who, exact.get(who), close.get(who), registrants)
    ]
    found += [(who, 60, REASONS[Reason.CODE]) for who in _code_owners(screen, registrants)]
    if chosen_before in registrants.by_id:
        found.append((chosen_before, 90, REASONS[Reason.REMEMBERED]))
    return _best(found, registrants)


def _of_one(
    screen: ScreenName, who: str, exact: Reason | None, close: int | None, registrants: Registrants
) -> Iterator[tuple[int, Sentence]]:
    """Yield what speaks for somebody: what points to them exactly, and how close an address is."""
    fit = registrants.best_fit(screen, who)
    if exact is not None:
        yield max(70, min(99, 60 + fit * 2 // 5)), REASONS[exact]
    elif close is not None:
        yield (
            max(close, min(97, fit)) if fit >= FITS else close,
            _near_sentence(close, fit),
        )
    yield from _by_name(screen, who, fit, registrants)


def _by_name(
    screen: ScreenName, who: str, fit: int, registrants: Registrants
) -> Iterator[tuple[int, Sentence]]:
    organisation = registrants.by_id[who].organisation or ""
    if any(screen_names.is_organisation(text, organisation) for text in _texts(screen)):
        if fit >= 98:
            yield min(fit - 1, 98), _("Same name, same organisation")
        yield min(fit + 5, 95), _("Similar name, same organisation")
    else:
        if fit >= 98:
            yield fit - 5, _("Same name")
        yield fit - 10, _("Similar name")


def _code_owners(screen: ScreenName, registrants: Registrants) -> set[str]:
    return {
        who
        for token in screen.tokens
        if token.isupper() or token.isdigit()
        for who in registrants.codes.get(token, ())
    }


def _best(
    found: Iterable[tuple[str, int, Sentence]], registrants: Registrants
) -> tuple[Proposal, ...]:
    best: dict[str, Proposal] = {}
    for who, score, why in found:
        if score >= _LEAST_SCORE and (who not in best or score > best[who].score):
            best[who] = Proposal(who, score, why)
    in_turn = sorted(
        best.values(), key=lambda one: (-one.score, registrants.by_id[one.registrant].name)
    )
    return tuple(in_turn[:_MOST_PROPOSALS])


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


def _near_addresses(email: str, registrants: Registrants) -> dict[str, int]:
    """Return who is near: 80 for a slip of typing, 65 for a name that is in the address."""
    near: dict[str, int] = {}
    local = "".join(c for c in email.partition("@")[0].lower() if c.isalpha())
    if len(local) >= 6:
        names = {who: spelt.replace(" ", "") for who, spelt in registrants.spelt.items()}
        spelt = "".join(loose_words(local))
        near |= {
            who: 65
            for _name, _score, who in process.extract(
                spelt, names, scorer=fuzz.ratio, limit=3, score_cutoff=85
            )
        }
    for known, people in registrants.emails.items():
        if abs(len(known) - len(email)) <= 2 and fuzz.ratio(known, email) >= 88:
            near |= dict.fromkeys(people, 80)
    return near


def _near_sentence(score: int, fit: int) -> Sentence:
    if score == 65:
        return _("The name is in the e-mail address")
    return _("Similar e-mail address and name") if fit >= FITS else _("Similar e-mail address")
