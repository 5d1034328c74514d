"""Who has earned a certificate, to say before an act what it changes for them."""

from collections.abc import Iterable
from datetime import datetime

from webinar_hub.certificates.earning.queries import dry_runs
from webinar_hub.certificates.earning.rules import Earned
from webinar_hub.kit.language import ngettext
from webinar_hub.programmes.models import Series
from webinar_hub.programmes.signals import Holders


def held(series: Series, _now: datetime) -> Iterable[Holders]:
    """Yield who is to get a certificate, who holds one unearned, and who has earned so many JP."""
    people = [] if series.rolling else dry_runs([series])[0].entitlements
    earned = {
        each.registration.id: each.jp or 0 for each in people if isinstance(each.outcome, Earned)
    }
    holding = {each.registration.id for each in people if each.certificate is not None}
    # Whoever holds one gets no other, and keeps it.
    due = frozenset((each.registration.id, 0) for each in people if each.due)
    yield Holders(due, _earned, _not_earned)
    yield Holders(frozenset((each, 0) for each in holding - earned.keys()), _kept)
    yield Holders(frozenset(earned.items()), altered=_other_hours)


def _earned(number: int) -> str:
    return ngettext(
        "%(num)d certificate is newly earned.", "%(num)d certificates are newly earned.", number
    ) % {"num": number}


def _not_earned(number: int) -> str:
    return ngettext(
        "%(num)d certificate is no longer earned.",
        "%(num)d certificates are no longer earned.",
        number,
    ) % {"num": number}


def _kept(number: int) -> str:
    return ngettext(
        "%(num)d person holds a certificate that would no longer be earned; it stays valid.",
        "%(num)d people hold certificates that would no longer be earned; these stay valid.",
        number,
    ) % {"num": number}


def _other_hours(number: int) -> str:
    return ngettext(
        "%(num)d person earns another number of JP; certificates that were issued keep theirs.",
        "%(num)d people earn another number of JP; certificates that were issued keep theirs.",
        number,
    ) % {"num": number}
