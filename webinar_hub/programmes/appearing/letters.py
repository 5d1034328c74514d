"""What people are told of their parts in sessions: the kind of letter, and its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from webinar_hub.accounts.models import Account
from webinar_hub.kit.language import _, reading
from webinar_hub.messages.actions import post
from webinar_hub.messages.kinds import Kind
from webinar_hub.messages.models import Lane, Letter
from webinar_hub.messages.rendering import shown_name
from webinar_hub.messages.secrets import Keys
from webinar_hub.people.models import Person
from webinar_hub.people.queries import language_of
from webinar_hub.programmes.appearing.models import Answer
from webinar_hub.programmes.appearing.rules import News, address, key_of, news
from webinar_hub.programmes.letters import has_moved, meeting_facts, where_facts
from webinar_hub.programmes.models import LEADING, AppearanceRole, Meeting, Series, State
from webinar_hub.programmes.rehearsing import rehearsal_at, rehearsed_at
from webinar_hub.programmes.rules import AT_ADDRESS, state_of
from webinar_hub.programmes.words import ROLES

PARTS = "programmes/parts"
ANSWERED = "programmes/answered"

_SAYS_BEFORE = ("changed", "moved")
_STAYS = ("named", "rehearsed", "unrehearsed", *_SAYS_BEFORE)

Own = Mapping[str, tuple[str, int]]
"""Of somebody's own parts, by the sessions' keys, what stands for each and its link's edition."""

Known = Mapping[str, Mapping[str, Any]]
"""What somebody knew of sessions so far, by their keys: own roles, when, where, the rehearsal.

again: they are told of their part once more, also where nothing is new.
"""


def _own_pages(facts: dict[str, Any], keys: Keys) -> dict[str, str]:
    """Return the links of the parts that a letter tells of, by the sessions' keys."""
    own = facts.get("own", {}).items()
    return {meeting: address(keys.links, key, edition) for meeting, (key, edition) in own}


KINDS = (
    Kind(
        PARTS,
        _("Part in sessions"),
        Lane.CHANGES,
        service=True,
        secrets={"own_pages": _own_pages},
    ),
    Kind(
        ANSWERED,
        _("Whether somebody comes who has a part"),
        Lane.CHANGES,
        service=True,
        staff=True,
        names_others=True,
    ),
)


def subject_of(series: Series) -> str:
    """Return the name under which letters about parts in a series are kept."""
    return f"series:{series.key}"


def known_facts(meeting: Meeting, roles: Sequence[str], **before: Any) -> dict[str, Any]:
    """Return what somebody with some roles knew of a session: what stands now, or stood before."""
    return {
        "roles": list(roles),
        "starts": meeting.starts_at.isoformat(),
        "ends": meeting.ends_at.isoformat(),
        "zone": meeting.zone,
        "rehearsal": stamp(rehearsal_at(meeting)),
        **where_facts(meeting),
        **before,
    }


def stamp(rehearsal: datetime | None) -> str:
    """Return the hour of a rehearsal as letters keep it: earlier ones sort first, "" is none."""
    return rehearsal.astimezone(UTC).isoformat() if rehearsal else ""


def _rehearsal_news(meeting: Meeting, before: Mapping[str, Any], now: datetime) -> News | None:
    """Return what is new of a rehearsal, None where its hour is as it was, or both are over.

    Letters from before the hour was kept tell of nothing new.
    """
    at = rehearsal_at(meeting)
    was = before.get("rehearsal", stamp(at))
    if was == stamp(at) or stamp(now) > max(was, stamp(at)):
        return None
    return "rehearsed" if at else "unrehearsed"


@dataclass(frozen=True)
class _SessionNews:
    """A session that has news for somebody with a part in it: what is new, and its facts."""

    meeting: Meeting
    roles: Sequence[AppearanceRole]
    what: News
    fact: dict[str, Any]

    @property
    def has_part(self) -> bool:
        """Say whether they have a part in it after what is new."""
        return self.what in _STAYS

    @property
    def said(self) -> tuple[str, str, str]:
        """Return what is said of it; sessions of which the same is said stand together."""
        words = ", ".join(str(ROLES[role]) for role in self.roles) if self.has_part else ""
        reason = self.meeting.cancel_reason if self.meeting.cancelled_at is not None else ""
        return self.what, words, reason


def _session_news(
    meeting: Meeting, roles: Sequence[AppearanceRole], before: Mapping[str, Any], now: datetime
) -> _SessionNews | None:
    """Return the news of a session, None for none: drafts have none."""
    moved = has_moved(meeting, before, at_venue=True)
    what = news(
        was=before["roles"],
        roles=roles,
        cancelled=meeting.cancelled_at is not None,
        moved=moved,
        rehearsal=_rehearsal_news(meeting, before, now),
        again="again" in before,
    )
    if what is None or state_of(meeting) is State.DRAFT:
        return None
    fact = meeting_facts(meeting) | {"at_venue": True}
    # A rehearsal that is over by now is none.
    if what in _STAYS and (rehearsal_at(meeting) or now) > now:
        fact["rehearsal"] = rehearsed_at(meeting)
    if moved and what in _SAYS_BEFORE:
        fact["before"] = dict(before)
    return _SessionNews(meeting, roles, what, fact)


def facts(
    present: Sequence[tuple[Meeting, Sequence[AppearanceRole]]],
    was: Known,
    own: Own,
    *,
    email: str | None,
    language: str,
    now: datetime,
) -> dict[str, Any] | None:
    """Return the facts of a letter about somebody's parts in sessions; None: nothing is new."""
    with reading(language):
        each_news = (
            _session_news(meeting, roles, was[meeting.key], now) for meeting, roles in present
        )
        told = [each for each in each_news if each]
        if not told:
            return None
        groups: dict[tuple[str, str, str], list[str]] = {}
        for each in told:
            groups.setdefault(each.said, []).append(each.meeting.key)
    staying = [each for each in told if each.has_part]
    leads = any(not set(LEADING).isdisjoint(each.roles) for each in staying)
    return {
        "title": present[0][0].series.title,
        "meetings": [each.fact for each in told],
        "news": [
            {"what": what, "roles": words, "reason": reason, "sessions": sessions}
            for (what, words, reason), sessions in groups.items()
        ],
        "desk": email if leads else None,
        "public": any(state_of(each.meeting) in AT_ADDRESS for each in staying),
        "own": {each.meeting.key: own[each.meeting.key] for each in staying},
        "was": was,
    }


def parts(
    person: Person, series: Series, facts: dict[str, Any], *, due: datetime, now: datetime
) -> Letter:
    """Write what is new of somebody's parts in a series."""
    return post(
        PARTS,
        subject=subject_of(series),
        person=person,
        facts=facts,
        due=due,
        language=language_of(person),
        now=now,
    )


def answered_subject(meeting: Meeting, person: Person) -> str:
    """Return the name under which letters about somebody's answer to their part are kept."""
    return f"reply:{key_of(meeting.key, person.key)}"


def answered(
    account: Account,
    meeting: Meeting,
    person: Person,
    roles: Sequence[AppearanceRole],
    given: Answer,
    *,
    names: bool,
    due: datetime,
    now: datetime,
) -> Letter:
    """Write to whoever looks after a session what somebody said of their part in it.

    names: whether its reader may name somebody else; others are led to the session's screen.
    """
    language = language_of(account.person)
    with reading(language):
        facts = {
            "answer": given,
            "who": shown_name(person.full_name),
            "roles": ", ".join(str(ROLES[role]) for role in roles),
            "part": person.key,
            "names": names,
            "meetings": [meeting_facts(meeting)],
        }
    return post(
        ANSWERED,
        subject=answered_subject(meeting, person),
        person=account.person,
        address=account.email,
        facts=facts,
        due=due,
        language=language,
        now=now,
    )
