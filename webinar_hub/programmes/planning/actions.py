"""What we do with programmes: start, plan, change, cancel. Each runs inside db.write.

An action that changes how many seats a meeting has locks the series first, as everything does
that gives seats.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from webinar_hub.history.actions import change, differing, note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network import queries as network
from webinar_hub.network import scope
from webinar_hub.network.models import Organisation
from webinar_hub.network.secretariats import put_safe_contact
from webinar_hub.programmes import rules, signals
from webinar_hub.programmes.models import (
    Meeting,
    Programme,
    ProgrammeKind,
    Series,
    Spoken,
    State,
)
from webinar_hub.programmes.planning import queries as known
from webinar_hub.programmes.planning.rules import EndsBeforeStart
from webinar_hub.programmes.venues.rules import Where, where_of

_TOLD: tuple[tuple[signals.What, set[str]], ...] = (
    ("moved", {"starts_at", "ends_at", "venue", "venue_only"}),
    ("renamed", {"title"}),
    ("resized", {"capacity"}),
)
"""What is told of a changed meeting, by the fields that changed."""

_CALENDARS = {"title", "title_en", "starts_at", "ends_at", "venue", "venue_only"}
"""The fields that calendars see."""


def start_programme(
    *,
    kind: ProgrammeKind,
    name: str,
    name_en: str = "",
    summary: str = "",
    audience: str = "",
    owner: Organisation,
    by: Actor,
    now: datetime,
) -> Programme:
    """Start a programme as a draft that only the desk sees. Raises NotOwner and NameTaken."""
    secretariat = network.secretariat_of(owner.id)
    if secretariat is None or not scope.within(by, secretariat.region_code):
        raise rules.NotOwner
    if known.named(name) is not None:
        raise rules.NameTaken
    programme = Programme(
        kind=kind,
        name=name,
        name_en=name_en,
        summary=summary,
        audience=audience,
        state=State.DRAFT,
        owner=owner,
    )
    db.session.add(programme)
    db.session.flush()
    note(by, "started", programme, now=now, after={"name": name, "kind": kind, "owner": owner.key})
    return programme


def change_programme(
    programme: Programme,
    *,
    version: int,
    name: str,
    name_en: str,
    summary: str,
    audience: str,
    kept_months: int,
    by: Actor,
    now: datetime,
) -> Programme:
    """Change a programme; a former name stays as one it is found by.

    version is the one that the form was filled in on. Raises ProgrammeChanged when somebody else
    was faster, and NameTaken.
    """
    programme = db.lock(Programme, programme.id)
    if programme.version != version:
        raise rules.ProgrammeChanged
    bearer = known.named(name)
    if bearer is not None and bearer.id != programme.id:
        raise rules.NameTaken
    wanted = {
        "name": name,
        "name_en": name_en,
        "summary": summary,
        "audience": audience,
        "kept_months": kept_months,
    }
    before = differing(programme, wanted)
    if not before:
        return programme
    if "name" in before:
        programme.former_names = "\n".join(
            [
                before["name"],
                *(each for each in programme.formerly if each not in (name, before["name"])),
            ]
        )
    change(by, "changed", programme, wanted, now=now)
    if {"name", "name_en"} & before.keys():
        tell_calendars(Series.programme_id == programme.id, now)
    return programme


def tell_calendars(condition: ColumnElement[bool], now: datetime) -> None:
    """Let calendars take the meetings of some series anew."""
    meetings = update(Meeting).where(Meeting.series_id.in_(select(Series.id).where(condition)))
    db.session.execute(
        meetings.values(revision=Meeting.revision + 1, version=Meeting.version + 1, changed_at=now)
    )
    db.session.expire_all()


def name_safe_contact(
    programme: Programme, *, name: str, phone: str, email: str, by: Actor, now: datetime
) -> Programme:
    """Say whom a programme's participants tell when something happened.

    Nothing at all leaves it to the secretariat's contact.
    """
    wanted = {"safe_name": name, "safe_phone": phone, "safe_email": email}
    return put_safe_contact(db.lock(Programme, programme.id), wanted, by=by, now=now)


def start_series(
    programme: Programme,
    *,
    name: str,
    rolling: bool,
    zone: str,
    capacity: int | None = None,
    waiting_list: bool = True,
    offer_hours: int | None = None,
    closes_at: datetime | None = None,
    threshold_percent: int = 70,
    required_meetings: int | None = None,
    jp_minutes: int = 45,
    by: Actor,
    now: datetime,
) -> Series:
    """Start a run of a programme; zone is "WIB", "WITA" or "WIT"."""
    series = Series(
        programme=programme,
        name=name,
        rolling=rolling,
        zone=zone,
        capacity=capacity,
        waiting_list=waiting_list,
        offer_hours=offer_hours,
        closes_at=closes_at,
        threshold_percent=threshold_percent,
        required_meetings=required_meetings,
        jp_minutes=jp_minutes,
    )
    db.session.add(series)
    db.session.flush()
    note(
        by,
        "started",
        series,
        now=now,
        after={"name": name, "rolling": rolling, "zone": zone, "capacity": capacity},
    )
    return series


def plan_meeting(
    series: Series,
    *,
    title: str = "",
    title_en: str = "",
    description: str = "",
    description_en: str = "",
    starts_at: datetime,
    ends_at: datetime,
    capacity: int | None,
    join_link: str = "",
    sector: str = "",
    spoken: Spoken = Spoken.INDONESIAN,
    where: Where | None = None,
    by: Actor,
    now: datetime,
) -> Meeting:
    """Plan the next meeting of a series in its zone and tell who listens.

    It is where the series is, unless that is said. Raises EndsBeforeStart and BadLink.
    """
    meeting = add_meeting(
        db.lock(Series, series.id),
        title=title,
        title_en=title_en,
        description=description,
        description_en=description_en,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        join_link=join_link,
        sector=sector,
        spoken=spoken,
        where=where,
        by=by,
        now=now,
    )
    signals.tell(signals.Change("planned", [meeting], by, now))
    return meeting


def add_meeting(
    series: Series,
    *,
    title: str = "",
    title_en: str = "",
    description: str = "",
    description_en: str = "",
    starts_at: datetime,
    ends_at: datetime,
    zone: str | None = None,
    capacity: int | None,
    join_link: str,
    sector: str = "",
    spoken: Spoken = Spoken.INDONESIAN,
    where: Where | None = None,
    original_on: date | None = None,
    by: Actor,
    now: datetime,
) -> Meeting:
    """Add a meeting to a locked series and tell nobody yet. Raises EndsBeforeStart and BadLink."""
    meeting = Meeting(
        series=series,
        number=known.last_number(series.id) + 1,
        title=title,
        title_en=title_en,
        description=description,
        description_en=description_en,
        starts_at=starts_at,
        ends_at=_later(starts_at, ends_at),
        zone=zone or series.zone,
        capacity=capacity,
        join_link=rules.join_link(join_link),
        sector=sector,
        spoken=spoken,
        **asdict(where or where_of(series)),
        original_on=original_on,
        planned_at=now,
        changed_at=now,
    )
    db.session.add(meeting)
    db.session.flush()
    note(
        by,
        "planned",
        meeting,
        now=now,
        after={"title": title, "starts_at": starts_at, "ends_at": ends_at, "capacity": capacity},
    )
    return meeting


def change_meeting(
    meeting: Meeting,
    *,
    version: int,
    title: str,
    title_en: str | None = None,
    description: str,
    description_en: str | None = None,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int | None,
    join_link: str,
    sector: str | None = None,
    spoken: Spoken | None = None,
    where: Where | None = None,
    by: Actor,
    now: datetime,
) -> Meeting:
    """Change a meeting and tell who listens; version is the one that the form was filled in on.

    English texts, sector, language and venue stay as they are where nothing is said of them.
    Raises Conflict when somebody else was faster, MeetingCancelled, EndsBeforeStart and BadLink.
    """
    meeting = _locked(meeting)
    if meeting.version != version:
        raise rules.Conflict
    if meeting.cancelled_at is not None:
        raise rules.MeetingCancelled
    wanted = {
        "title": title,
        "title_en": meeting.title_en if title_en is None else title_en,
        "description": description,
        "description_en": meeting.description_en if description_en is None else description_en,
        "starts_at": starts_at,
        "ends_at": _later(starts_at, ends_at),
        "capacity": capacity,
        "join_link": rules.join_link(join_link),
        "sector": meeting.sector if sector is None else sector,
        "spoken": spoken or meeting.spoken,
        **asdict(where or where_of(meeting)),
    }
    rewrite({meeting: wanted}, by=by, now=now)
    return meeting


def rewrite(
    wanted: Mapping[Meeting, Mapping[str, Any]], *, by: Actor, now: datetime
) -> list[Meeting]:
    """Write what differs into meetings of one series, which is locked, and return those changed.

    Whoever listens is told of all of them at once.
    """
    to_tell: dict[signals.What, list[Meeting]] = {what: [] for what, _fields in _TOLD}
    was: dict[int, dict[str, Any]] = {}
    changed = []
    for meeting, fields in wanted.items():
        before = differing(meeting, fields)
        if not before:
            continue
        was[meeting.id] = facts_of(meeting)
        if _CALENDARS & before.keys():
            meeting.revision += 1
        meeting.changed_at = now
        change(by, "changed", meeting, fields, now=now)
        changed.append(meeting)
        for what, names in _TOLD:
            if names & before.keys():
                to_tell[what].append(meeting)
    for what, meetings in to_tell.items():
        if meetings:
            signals.tell(signals.Change(what, meetings, by, now, was))
    return changed


def cancel_meeting(meeting: Meeting, *, reason: str, by: Actor, now: datetime) -> Meeting:
    """Cancel a meeting and tell who listens; it stays visible. Raises ReasonMissing."""
    meeting = _locked(meeting)
    cancel([meeting], reason=reason, by=by, now=now)
    return meeting


def cancel(meetings: Sequence[Meeting], *, reason: str, by: Actor, now: datetime) -> None:
    """Cancel meetings of one series, which is locked, and tell who listens of all of them at once.

    Raises ReasonMissing.
    """
    if meetings and not reason:
        raise rules.ReasonMissing
    going = [each for each in meetings if each.cancelled_at is None]
    was = {each.id: facts_of(each) for each in going}
    for meeting in going:
        meeting.cancelled_at, meeting.cancel_reason = now, reason
        meeting.revision += 1
        meeting.changed_at = now
        db.session.flush()
        note(by, "cancelled", meeting, now=now, reason=reason)
    if going:
        signals.tell(signals.Change("cancelled", going, by, now, was))


def facts_of(meeting: Meeting) -> dict[str, Any]:
    """Return what is told of a meeting as it was, in plain JSON."""
    return {
        "title": meeting.title,
        "starts": meeting.starts_at.isoformat(),
        "ends": meeting.ends_at.isoformat(),
        "zone": meeting.zone,
        "capacity": meeting.capacity,
        "venue": meeting.venue,
        "venue_only": meeting.venue_only,
    }


def _locked(meeting: Meeting) -> Meeting:
    db.lock(Series, meeting.series_id)
    return db.lock(Meeting, meeting.id)


def _later(starts_at: datetime, ends_at: datetime) -> datetime:
    if ends_at <= starts_at:
        raise EndsBeforeStart
    return ends_at
