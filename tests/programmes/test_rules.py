"""What a programme may look like."""

from datetime import UTC, date, datetime, time

import pytest

from webinar_hub.kit import language
from webinar_hub.kit.zones import WIB, WIT, WITA, Zone
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import AppearanceRole, ProgrammeKind, State
from webinar_hub.programmes.planning import rules as planning
from webinar_hub.programmes.words import KINDS, ROLES, STATES

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("where", "starts", "ends", "begin", "end"),
    [
        (
            WIB,
            time(14, 0),
            time(16, 0),
            datetime(2026, 11, 26, 7, 0, tzinfo=UTC),
            datetime(2026, 11, 26, 9, 0, tzinfo=UTC),
        ),
        (
            WITA,
            time(14, 0),
            time(16, 0),
            datetime(2026, 11, 26, 6, 0, tzinfo=UTC),
            datetime(2026, 11, 26, 8, 0, tzinfo=UTC),
        ),
        (
            WIT,
            time(0, 30),
            time(2, 0),
            datetime(2026, 11, 25, 15, 30, tzinfo=UTC),
            datetime(2026, 11, 25, 17, 0, tzinfo=UTC),
        ),
        (
            WIT,
            time(8, 0),
            time(20, 0),
            datetime(2026, 11, 25, 23, 0, tzinfo=UTC),
            datetime(2026, 11, 26, 11, 0, tzinfo=UTC),
        ),
        (
            WIB,
            time(23, 0),
            time(1, 0),
            datetime(2026, 11, 26, 16, 0, tzinfo=UTC),
            datetime(2026, 11, 26, 18, 0, tzinfo=UTC),
        ),
        (
            WIB,
            time(20, 0),
            time(2, 0),
            datetime(2026, 11, 26, 13, 0, tzinfo=UTC),
            datetime(2026, 11, 26, 19, 0, tzinfo=UTC),
        ),
    ],
)
def test_hours(where: Zone, starts: time, ends: time, begin: datetime, end: datetime) -> None:
    assert planning.hours(DAY, starts, ends, where) == planning.Hours(begin, end)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (time(14, 0), time(14, 0)),
        (time(14, 0), time(13, 59)),
        (time(14, 0), time(0, 0)),
        (time(19, 59), time(2, 0)),
    ],
)
def test_hours_refused(starts: time, ends: time) -> None:
    with pytest.raises(planning.EndsBeforeStart):
        planning.hours(DAY, starts, ends, WIB)


@pytest.mark.parametrize(
    ("required", "dates", "good"), [(None, 1, True), (3, 4, True), (4, 4, True), (5, 4, False)]
)
def test_required(required: int | None, dates: int, *, good: bool) -> None:
    if good:
        rules.may_require(required, range(dates))
    else:
        with pytest.raises(rules.TooManyRequired):
            rules.may_require(required, range(dates))


@pytest.mark.parametrize(
    "good", ["", "https://zoom.us/j/123?pwd=abc", "http://meet.example:8080/ruang"]
)
def test_join_link(good: str) -> None:
    assert rules.join_link(good) == good


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "zoom.us/j/123",
        "//zoom.us/j/1",
        "https://",
        "https:///j/1",
        "https://[::1",
        "https://zoom.us/j 1",
    ],
)
def test_join_link_refused(bad: str) -> None:
    with pytest.raises(rules.BadLink):
        rules.join_link(bad)


def test_every_choice_has_a_word() -> None:
    assert (set(KINDS), set(STATES), set(ROLES)) == (
        set(ProgrammeKind),
        set(State),
        set(AppearanceRole),
    )


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("https://us02web.zoom.us/j/81234567890?pwd=x", "Zoom"),
        ("https://meet.google.com/abc-defg-hij", "Google Meet"),
        ("https://teams.live.com/meet/1", "Microsoft Teams"),
        ("https://teams.microsoft.com/l/meetup-join/1", "Microsoft Teams"),
        ("https://bbb.example.org/zoom.us/teams", "the meeting room"),
        ("", "the meeting room"),
    ],
)
def test_a_room_is_called_what_people_call_it(link: str, name: str) -> None:
    with language.reading("en"):
        assert str(rules.platform(link)) == name
