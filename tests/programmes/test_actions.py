"""Planning, changing and cancelling on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.noted_verbs import verbs
from tests.programmes.conftest import Heard
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.rules import AddressTaken
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes import rules
from webinar_hub.programmes.appearing import actions as appointing
from webinar_hub.programmes.models import (
    Appearance,
    AppearanceRole,
    Meeting,
    Programme,
    ProgrammeKind,
    State,
)
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.repairing import actions as repairing

pytestmark = pytest.mark.usefixtures("app")

HOUR = timedelta(hours=1)


def facts(meeting: Meeting, **changed: Any) -> dict[str, Any]:
    """Return what the form of a meeting holds, changed here and there."""
    names = ("version", "title", "description", "starts_at", "ends_at", "capacity", "join_link")
    return {name: getattr(meeting, name) for name in names} | changed


def start(cast: Cast, by: Actor, region: str | None = None, name: str = "Semidaring") -> Programme:
    owner = cast.secretariat(region).organisation
    return db.write(
        planning.start_programme,
        kind=ProgrammeKind.WEBINAR,
        name=name,
        owner=owner,
        by=by,
        now=clock.now(),
    )


def test_programme_begins_as_a_draft_and_is_published(cast: Cast) -> None:
    programme = start(cast, DIRECTOR)
    states = [programme.state]
    for _ in range(2):
        db.write(repairing.show, programme, State.PUBLISHED, by=DIRECTOR, now=clock.now())
        states.append(programme.state)
    assert states == [State.DRAFT, State.PUBLISHED, State.PUBLISHED]
    assert verbs() == ["started", "published"]


@pytest.mark.parametrize(
    ("scopes", "region", "good"),
    [({""}, None, True), ({"53"}, "53", True), ({"53"}, None, False), ({"53"}, "31", False)],
)
def test_owner_is_in_the_actors_scope(
    cast: Cast, scopes: set[str], region: str | None, *, good: bool
) -> None:
    if region:
        cast.region(region)
    by = Actor(1, "Yosep", scopes=frozenset(scopes))
    if good:
        assert start(cast, by, region).name == "Semidaring"
    else:
        with pytest.raises(rules.NotOwner):
            start(cast, by, region)


def test_owner_is_a_secretariat(cast: Cast) -> None:
    owner = cast.organisation()
    with pytest.raises(rules.NotOwner):
        db.write(
            planning.start_programme,
            kind=ProgrammeKind.WEBINAR,
            name="X",
            owner=owner,
            by=DIRECTOR,
            now=clock.now(),
        )


def test_names_of_programmes_differ(cast: Cast) -> None:
    start(cast, DIRECTOR)
    with pytest.raises(rules.NameTaken):
        start(cast, DIRECTOR)


def test_added_meeting_takes_the_next_number_even_in_the_past(cast: Cast) -> None:
    series = cast.series(zone="WIT")
    cast.meeting(series)
    begins = soon(days=-30)
    added = db.write(
        planning.plan_meeting,
        series,
        starts_at=begins,
        ends_at=begins + HOUR,
        capacity=None,
        by=DIRECTOR,
        now=clock.now(),
    )
    assert (added.number, added.zone) == (2, "WIT")


def test_bad_room_is_refused(cast: Cast) -> None:
    meeting = cast.meeting()
    with pytest.raises(rules.BadLink):
        db.write(
            planning.change_meeting,
            meeting,
            **facts(meeting, join_link="javascript:alert(1)"),
            by=DIRECTOR,
            now=clock.now(),
        )


@pytest.mark.parametrize(
    ("changed", "signalled", "revision"),
    [
        ({}, [], 0),
        ({"title": "Air naik"}, ["renamed"], 1),
        ({"starts_at": soon(days=3)}, ["moved"], 1),
        ({"ends_at": soon(days=2, hours=5)}, ["moved"], 1),
        ({"capacity": 10}, ["resized"], 0),
        ({"description": "Baru"}, [], 0),
        ({"join_link": "https://zoom.us/j/2"}, [], 0),
        (
            {
                "title": "Air naik",
                "starts_at": soon(days=3),
                "ends_at": soon(days=3, hours=2),
                "capacity": 10,
            },
            ["moved", "renamed", "resized"],
            1,
        ),
    ],
)
def test_change(
    cast: Cast, heard: Heard, changed: dict[str, Any], signalled: list[str], revision: int
) -> None:
    meeting = cast.meeting(starts_at=soon(days=2), minutes=60 * 72)
    wanted = facts(meeting, **changed)
    before = {
        "title": "",
        "starts": meeting.starts_at.isoformat(),
        "ends": meeting.ends_at.isoformat(),
        "zone": "WIB",
        "capacity": None,
        "venue": "",
        "venue_only": False,
    }
    later = clock.now() + HOUR
    db.write(planning.change_meeting, meeting, **wanted, by=DIRECTOR, now=later)
    assert {name: getattr(meeting, name) for name in wanted if name != "version"} == {
        n: v for n, v in wanted.items() if n != "version"
    }
    assert heard == [(what, [before]) for what in signalled]
    assert (meeting.revision, meeting.version, meeting.changed_at == later) == (
        revision,
        2 if changed else 1,
        bool(changed),
    )
    assert verbs() == (["changed"] if changed else [])


def test_history_keeps_before_and_after(cast: Cast) -> None:
    meeting = cast.meeting(title="Lama")
    db.write(
        planning.change_meeting,
        meeting,
        **facts(meeting, title="Baru"),
        by=DIRECTOR,
        now=clock.now(),
    )
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.subject_key, entry.before, entry.after) == (
        meeting.key,
        {"title": "Lama"},
        {"title": "Baru"},
    )


def test_second_of_two_is_told_of_the_first(cast: Cast) -> None:
    meeting = cast.meeting(title="Lama")
    first, second = facts(meeting, title="Pertama"), facts(meeting, title="Kedua")
    db.write(planning.change_meeting, meeting, **first, by=DIRECTOR, now=clock.now())
    with pytest.raises(rules.Conflict):
        db.write(planning.change_meeting, meeting, **second, by=DIRECTOR, now=clock.now())
    assert meeting.title == "Pertama"


def test_cancel(cast: Cast, heard: Heard) -> None:
    meeting = cast.meeting()
    later = clock.now() + HOUR
    for _ in range(2):
        db.write(planning.cancel_meeting, meeting, reason="Pembicara sakit", by=DIRECTOR, now=later)
    assert (meeting.cancelled_at, meeting.cancel_reason, meeting.revision, meeting.changed_at) == (
        later,
        "Pembicara sakit",
        1,
        later,
    )
    assert [what for what, _before in heard] == ["cancelled"]
    assert db.session.scalars(select(Entry.reason)).all() == ["Pembicara sakit"]
    with pytest.raises(rules.MeetingCancelled):
        db.write(
            planning.change_meeting, meeting, **facts(meeting, title="Lagi"), by=DIRECTOR, now=later
        )


def test_cancelling_needs_a_reason(cast: Cast) -> None:
    meeting = cast.meeting()
    with pytest.raises(rules.ReasonMissing):
        db.write(planning.cancel_meeting, meeting, reason="", by=DIRECTOR, now=clock.now())
    assert meeting.cancelled_at is None


@pytest.mark.parametrize(
    ("role", "email", "opened"),
    [
        (AppearanceRole.FACILITATOR, "theresia@jajar.example", True),
        (AppearanceRole.HOST, "theresia@jajar.example", True),
        (AppearanceRole.FACILITATOR, None, False),
        (AppearanceRole.SPEAKER, "theresia@jajar.example", False),
    ],
)
def test_appoint(cast: Cast, role: AppearanceRole, email: str | None, *, opened: bool) -> None:
    meeting = cast.meeting()
    appointed = db.write(
        appointing.appoint_named,
        meeting,
        typed_name="Theresia Ina Tukan, S.Pd.",
        email=email,
        role=role,
        by=DIRECTOR,
        now=clock.now(),
    )
    assert (appointed.person.full_name, appointed.person.email, appointed.role) == (
        "Theresia Ina Tukan, S.Pd.",
        email,
        role,
    )
    assert db.session.scalars(select(Account.email)).all() == ([email] if opened else [])


def test_appointing_twice_is_once(cast: Cast) -> None:
    meeting, maria = cast.meeting(), cast.maria()
    for _ in range(2):
        db.write(
            appointing.appoint,
            meeting,
            person=maria,
            role=AppearanceRole.SPEAKER,
            by=DIRECTOR,
            now=clock.now(),
        )
    assert len(db.session.scalars(select(Appearance)).all()) == 1
    assert verbs() == ["appointed"]


def test_shared_address_signs_one_person_in(cast: Cast) -> None:
    meeting = cast.meeting()
    cast.with_account(cast.person("Theresia", email="kantor@jajar.example"))
    with pytest.raises(AddressTaken):
        db.write(
            appointing.appoint_named,
            meeting,
            typed_name="Suparmin",
            email="kantor@jajar.example",
            role=AppearanceRole.HOST,
            by=DIRECTOR,
            now=clock.now(),
        )
    assert db.session.scalars(select(Appearance)).all() == []


def test_dismiss(cast: Cast) -> None:
    meeting = cast.meeting()
    cast.facilitator(meeting)
    appearance = db.session.scalars(select(Appearance)).one()
    db.write(appointing.dismiss, appearance, meeting, by=DIRECTOR, now=clock.now())
    assert db.session.scalars(select(Appearance)).all() == []
    assert verbs() == ["dismissed"]
