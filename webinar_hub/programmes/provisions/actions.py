"""Say what sessions have so that more people can take part. Each runs inside db.write."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, update

from webinar_hub.history.actions import note, note_differing
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes.appearing import telling
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.provisions import queries, rules
from webinar_hub.programmes.provisions.models import Arranged, Provision
from webinar_hub.programmes.repairing.rules import SeriesChanged
from webinar_hub.programmes.rules import Conflict, MeetingCancelled

Provided = Mapping[Provision, str]
"""What is provided, each with what is said of it, "" for no more than that."""


def choose(
    meeting: Meeting, wanted: Provided, *, version: int, by: Actor, now: datetime
) -> Meeting:
    """Say what a session has; where that is what its series says, it follows its series.

    What is new in it, or another than before, is to be arranged again. version is the one that the
    form was filled in on. Raises Conflict, MeetingCancelled and SessionOver.
    """
    db.lock(Series, meeting.series_id)
    meeting = db.lock(Meeting, meeting.id)
    if meeting.version != version:
        raise Conflict
    _may_change(meeting, now)
    before = rules.listed(meeting.provided)
    own = None if wanted == rules.listed(meeting.series.provisions) else _stored(wanted)
    if own == meeting.provisions:
        return meeting
    meeting.provisions = own
    _tell(meeting, before, wanted, [meeting], by=by, now=now)
    return meeting


def choose_for_series(
    series: Series, wanted: Provided, *, version: int, by: Actor, now: datetime
) -> Series:
    """Say what each session of a series has unless it says otherwise itself.

    Sessions that are over keep what they had. Raises SeriesChanged.
    """
    series = db.lock(Series, series.id)
    if series.version != version:
        raise SeriesChanged
    before = rules.listed(series.provisions)
    if wanted == before:
        return series
    _keep_in_the_past(series, now)
    following = queries.following(series, now)
    series.provisions = _stored(wanted)
    _tell(series, before, wanted, following, by=by, now=now)
    return series


def arrange(meeting: Meeting, kind: Provision, *, done: bool, by: Actor, now: datetime) -> Meeting:
    """Say that something is arranged in a session, or not yet; a second press changes nothing.

    Raises NothingToArrange, MeetingCancelled and SessionOver.
    """
    meeting = db.lock(Meeting, meeting.id)
    _may_change(meeting, now)
    if kind not in meeting.provided:
        raise rules.NothingToArrange
    [stands] = [each for each in queries.standings([meeting])[meeting.id] if each.kind is kind]
    if stands.marked == done:
        return meeting
    if done:
        db.session.add(Arranged(meeting_id=meeting.id, kind=kind))
    else:
        _forget([meeting], [kind])
    verb = "arranged a provision" if done else "arranged no more"
    note(by, verb, meeting, now=now, after={"provision": kind})
    return meeting


def _may_change(meeting: Meeting, now: datetime) -> None:
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
    if meeting.ends_at <= now:
        raise rules.SessionOver


def _keep_in_the_past(series: Series, now: datetime) -> None:
    """Let sessions that are over have what they had, whatever their series says from now on."""
    past = Meeting.series_id == series.id, Meeting.provisions.is_(None), Meeting.ends_at <= now
    db.session.execute(update(Meeting).where(*past).values(provisions=series.provisions))


def _tell(
    thing: Meeting | Series,
    before: Provided,
    after: Provided,
    meetings: Sequence[Meeting],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Note what changed, let calendars take the meetings anew, and arrange it again in them.

    Whoever has a part in them is told of another rehearsal.
    """
    was, is_now = _history_facts(before), _history_facts(after)
    changed = note_differing(by, "chose provisions", thing, was, is_now, now=now)
    _forget(meetings, [kind for kind in Provision if kind in changed])
    for each in meetings:
        each.changed_at = now
    if Provision.REHEARSAL in changed:
        telling.tell_rehearsed(meetings, before.get(Provision.REHEARSAL), now=now)


def _history_facts(provided: Provided) -> dict[str, str | bool]:
    """Return what the history says: yes and no, or what exactly was said."""
    return {kind.value: provided.get(kind, False) or kind in provided for kind in Provision}


def _stored(provided: Provided) -> dict[str, str]:
    return {kind.value: said for kind, said in provided.items()}


def _forget(meetings: Collection[Meeting], kinds: Collection[Provision]) -> None:
    which = Arranged.meeting_id.in_([each.id for each in meetings]), Arranged.kind.in_(kinds)
    db.session.execute(delete(Arranged).where(*which))
