"""Order the questions of the review, and gather who a platform name may be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from webinar_hub.attendance.lists.tables import Attendee
from webinar_hub.attendance.matching.elsewhere import Elsewhere
from webinar_hub.attendance.matching.queries import Group, as_row
from webinar_hub.attendance.matching.registrants import Registrant
from webinar_hub.attendance.matching.rules import match
from webinar_hub.attendance.matching.screen_names import read_screen_name
from webinar_hub.kit.language import Sentence, _

STRONG = 75
"""From this score on a proposal is strong."""

_FOUND = _("Found by your search")


@dataclass(frozen=True)
class Progress:
    """How far the review is, in platform names: matched by rule, decided by people, still open."""

    by_rule: int
    by_people: int
    open: int

    @property
    def doubtful(self) -> int:
        """Return how many names needed a person."""
        return self.by_people + self.open

    @property
    def everything(self) -> int:
        """Return how many names there are."""
        return self.by_rule + self.by_people + self.open


def progress(groups: Iterable[Group]) -> Progress:
    """Count the platform names of a meeting, without those of reports that were set aside."""
    counted = {"rule": 0, "people": 0, "open": 0}
    for group in (each for each in groups if not each.withdrawn):
        counted[
            "open" if group.match is None else "rule" if group.match.by_id is None else "people"
        ] += 1
    return Progress(counted["rule"], counted["people"], counted["open"])


def decision_on(group: Group) -> str:
    """Return what is decided of a group, in the words of actions.Decision."""
    if group.match is None:
        return ""
    return group.match.registration.key if group.match.registration else "-"


def find(groups: Iterable[Group], wanted: str, how: str) -> Group | None:
    """Return the group of this id that is decided so, None where none is any more."""
    return next(
        (group for group in groups if group.id == wanted and decision_on(group) == how), None
    )


def next_open(groups: Sequence[Group], *, after: str) -> Group | None:
    """Return the open group after the one of this id, round again at the end; None for none."""
    ids = [group.id for group in groups]
    start = ids.index(after) + 1 if after in ids else 0
    return next(
        (group for group in (*groups[start:], *groups[:start]) if group.match is None), None
    )


@dataclass(frozen=True)
class Candidate:
    """Somebody that a platform name may be; score 0 to 100, None for one that was searched for."""

    person: Attendee | Elsewhere
    score: int | None
    why: Sentence

    @property
    def elsewhere(self) -> bool:
        """Say whether they have no place in the meeting."""
        return isinstance(self.person, Elsewhere)

    @property
    def strength(self) -> str:
        """Return the class of the score: ok, wait or no."""
        if self.score is None or self.score < 60:
            return "no"
        return "ok" if self.score >= STRONG else "wait"


def candidates(
    group: Group,
    registrants: Sequence[Registrant],
    remembered: Mapping[str, str],
    people: Mapping[str, Attendee | Elsewhere],
    searched: Iterable[str],
) -> list[Candidate]:
    """Return whom the rules propose for a group, best first, then whoever was searched for."""
    (link,) = match([as_row(group.rows[0])], registrants, remembered)
    found = {
        p.registrant: Candidate(people[p.registrant], p.score, p.why)
        for p in link.proposals
        if p.registrant in people
    }
    # The rule's own answer, where a decided row is looked at again.
    if link.registrant in people and link.registrant is not None:
        found = {link.registrant: Candidate(people[link.registrant], 100, link.why)}
    for key in searched:
        found.setdefault(key, Candidate(people[key], None, _FOUND))
    return list(found.values())


def chosen_beforehand(found: Iterable[Candidate]) -> str:
    """Return the key of the only strong candidate, "" where there is none or more than one."""
    strong = [one.person.key for one in found if one.strength == "ok"]
    return strong[0] if len(strong) == 1 else ""


def suggested_name(platform_name: str, registrants: Iterable[Registrant]) -> str:
    """Return what in a platform name may be the name of a new person, "" for a device."""
    codes = frozenset[str]().union(*(each.codes for each in registrants))
    screen = read_screen_name(platform_name, codes)
    return "" if screen.generic or not screen.parts else screen.parts[0].text
