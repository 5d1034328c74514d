"""Who sees which programmes and meetings, on both databases, and how many statements it costs."""

from collections.abc import Callable

import pytest

from tests.cast import Cast, soon
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR, Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Forbidden, NotFound
from webinar_hub.programmes import queries
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.models import Meeting, State

pytestmark = pytest.mark.usefixtures("app")

EVERYWHERE = Actor(1, "Ratna", administrator=True)
NATIONAL = Actor(1, "Yosep", scopes=frozenset({""}))
NTT = Actor(1, "Yohana", scopes=frozenset({"53"}))
KUPANG = Actor(1, "Nona", scopes=frozenset({"53.71"}))
NOBODY = Actor(1, "Suparmin")


def found(act: Callable[[], object]) -> str:
    try:
        act()
    except NotFound:
        return "not found"
    except Forbidden:
        return "forbidden"
    return "found"


@pytest.mark.parametrize(
    ("state", "seen"),
    [(State.DRAFT, "not found"), (State.PUBLISHED, "found"), (State.ARCHIVED, "not found")],
)
def test_public_sees_what_is_published(cast: Cast, state: State, seen: str) -> None:
    series = cast.series(cast.programme(state=state))
    meeting = cast.meeting(series)
    public = queries.public()
    assert found(lambda: public.programme(series.programme.key)) == seen
    assert found(lambda: public.series(series.key)) == seen
    assert found(lambda: public.meeting(meeting.key)) == seen
    many = [meeting] if seen == "found" else []
    assert list(public.meetings()) == many
    assert list(public.programmes()) == [each.series.programme for each in many]
    assert list(public.next_meetings(clock.now()).values()) == many


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (EVERYWHERE, {"national", "NTT", "Kupang", "Jakarta"}),
        (NATIONAL, {"national", "NTT", "Kupang", "Jakarta"}),
        (NTT, {"NTT", "Kupang"}),
        (KUPANG, {"Kupang"}),
        (NOBODY, set()),
        (VISITOR, set()),
    ],
)
def test_desk_sees_the_scope(cast: Cast, actor: Actor, sees: set[str]) -> None:
    for name, region in (("national", None), ("NTT", "53"), ("Kupang", "53.71"), ("Jakarta", "31")):
        owner = (
            cast.secretariat(region).organisation
            if not region
            else cast.secretariat(cast.region(region).code).organisation
        )
        cast.meeting(cast.series(cast.programme(name, state=State.DRAFT, owner=owner)))
    mine = queries.seen_by(actor)
    assert {programme.name for programme in mine.programmes()} == sees
    assert {meeting.series.programme.name for meeting in mine.meetings()} == sees
    coming = mine.next_meetings(clock.now()).values()
    assert {meeting.series.programme.name for meeting in coming} == sees
    every = list(queries.seen_by(EVERYWHERE).meetings())
    for meeting in every:
        programme = meeting.series.programme
        seen = "found" if programme.name in sees else "not found"
        assert found(lambda key=programme.key: mine.programme(key)) == seen  # type: ignore[misc]
        assert found(lambda key=meeting.series.key: mine.series(key)) == seen  # type: ignore[misc]
        assert found(lambda key=meeting.key: mine.meeting(key)) == seen  # type: ignore[misc]
        assert found(lambda key=meeting.key: mine.to_change(key)) == seen  # type: ignore[misc]


def test_facilitator_sees_their_own_meetings_and_changes_none(cast: Cast) -> None:
    series = cast.series()
    led, other = cast.meeting(series), cast.meeting(series)
    theresia = cast.facilitator(led)
    mine = queries.seen_by(Actor(theresia.id, theresia.full_name))
    assert (list(mine.meetings()), mine.led(clock.now())) == ([led], [led])
    assert found(lambda: mine.meeting(led.key)) == "found"
    assert found(lambda: mine.meeting(other.key)) == "not found"
    assert found(lambda: mine.to_change(led.key)) == "forbidden"
    assert found(lambda: mine.to_change(other.key)) == "not found"
    assert found(lambda: mine.series(series.key)) == "not found"
    assert found(lambda: mine.programme(series.programme.key)) == "not found"


def test_meetings_by_date(cast: Cast) -> None:
    series = cast.series()
    past, running, coming = (
        cast.meeting(series, starts_at=soon(**shift))
        for shift in ({"days": -7}, {"hours": -2}, {"days": 7})
    )
    elsewhere = cast.meeting(cast.series(cast.programme("Pelatihan")), starts_at=soon(days=1))
    now = clock.now()

    def meetings(**asked: object) -> list[Meeting]:
        return list(queries.public().meetings(**asked))  # type: ignore[arg-type]

    assert meetings() == [past, running, elsewhere, coming]
    assert meetings(newest_first=True, limit=2) == [coming, elsewhere]
    assert (
        meetings(series=series) == meetings(programme=series.programme) == [past, running, coming]
    )
    assert meetings(starts_from=now) == [elsewhere, coming]
    assert meetings(ends_after=now) == [running, elsewhere, coming]
    assert meetings(ends_before=now) == [past]
    assert meetings(until=coming.starts_at) == [past, running, elsewhere]
    assert meetings(starts_from=coming.starts_at) == [coming]


def test_next_meetings_leave_out_what_is_over_or_cancelled(cast: Cast) -> None:
    series = cast.series()
    cast.meeting(series, starts_at=soon(days=-7))
    off = cast.meeting(series, starts_at=soon(days=1))
    coming = cast.meeting(series, starts_at=soon(days=2))
    cast.meeting(series, starts_at=soon(days=3))
    off.cancelled_at = clock.now()
    db.session.commit()
    assert queries.public().next_meetings(clock.now()) == {series.programme_id: coming}


def test_spans_leave_out_cancelled_ones(cast: Cast) -> None:
    series, empty = cast.series(), cast.series(cast.programme("Kosong"))
    first, last, off = (cast.meeting(series, starts_at=soon(days=days)) for days in (1, 8, 15))
    off.cancelled_at = clock.now()
    db.session.commit()
    assert queries.spans([series, empty]) == {
        series.id: queries.Span(2, first.starts_at, last.starts_at)
    }


def test_appearances_in_the_order_of_appointment(cast: Cast) -> None:
    series = cast.series()
    one, other = cast.meeting(series), cast.meeting(series)
    people = [cast.facilitator(one, "Theresia"), cast.facilitator(one, "Yohana")]
    listed = appearing.appearances([one.id, other.id])
    assert {meeting: [each.person for each in listed[meeting]] for meeting in listed} == {
        one.id: people,
        other.id: [],
    }


def test_a_meeting_costs_one_statement(cast: Cast) -> None:
    key = cast.meeting().key
    db.session.rollback()
    db.session.expunge_all()
    with statements() as made:
        meeting = queries.public().meeting(key)
        assert meeting.series.programme.owner.name == "Sekretariat JAJAR"
    assert len(made) == 1
